import { TextDecoder } from 'node:util';
import { InputFault } from './input-fault.ts';

type Bytes = Uint8Array;

/** Files that a first look mistakes for text, and what to do with them. */
const SIGNATURES: readonly (readonly [string, string, string])[] = [
  ['\x1f\x8b', 'is compressed', 'Unpack it first: gunzip -c FILE | influscope import -'],
  ['PK\x03\x04', 'is a ZIP archive or a spreadsheet', 'Save the sheet as CSV and import that'],
  ['%PDF', 'is a PDF', 'Import CSV or JSON Lines'],
];

/**
 * The input as UTF-8 without a byte-order mark. UTF-16 is read where its mark says so.
 * Throws `InputFault` for files that are known to hold no text.
 */
export async function* decodeText(source: AsyncIterable<Bytes>, name: string): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let decoder: TextDecoder | undefined;
  const open = (bytes: Buffer): Buffer => {
    for (const [signature, what, hint] of SIGNATURES) {
      if (bytes.subarray(0, signature.length).equals(Buffer.from(signature, 'latin1'))) {
        throw new InputFault('binary_input', `${name} ${what}`, hint);
      }
    }
    if (bytes[0] === 0xff && bytes[1] === 0xfe) decoder = new TextDecoder('utf-16le');
    else if (bytes[0] === 0xfe && bytes[1] === 0xff) decoder = new TextDecoder('utf-16be');
    if (decoder !== undefined) return bytes;
    return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  };
  // TextDecoder takes the mark away by itself.
  const convert = (bytes: Buffer): Buffer =>
    decoder === undefined ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }));

  for await (const chunk of source) {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (head !== undefined) {
      head = Buffer.concat([head, bytes]);
      if (head.length < 4) continue;
      bytes = open(head);
      head = undefined;
    }
    const text = convert(bytes);
    if (text.length > 0) yield text;
  }
  if (head !== undefined && head.length > 0) yield convert(open(head));
  const rest = decoder?.decode();
  if (rest) yield Buffer.from(rest);
}
