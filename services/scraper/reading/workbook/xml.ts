import { TextDecoder } from 'node:util';
import { Parser } from 'htmlparser2';
import { InputFault } from '../input-fault.ts';

/** Elements as they come. Names are without their prefix. */
export interface XmlHandler {
  open(name: string, attributes: Record<string, string>): void;
  close(name: string): void;
  text(text: string): void;
}

const DOCTYPE = '<!DOCTYPE';
/** Text of one element, tag or comment that is still waiting for its end. */
const MAX_OPEN_CHARS = 8_000_000;
const MAX_DEPTH = 200;

/**
 * Reads XML, and calls back between two pieces of it. Entities are those of XML alone; a document type, which could define
 * others, is refused. Throws `InputFault`.
 */
export async function* readXml<T>(
  chunks: AsyncIterable<Buffer>,
  { name, handler, take }: { name: string; handler: XmlHandler; take(): T | null },
): AsyncGenerator<T> {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        if (++depth > MAX_DEPTH) throw damagedXml(name);
        handler.open(localName(tag), attributes);
      },
      onclosetag(tag) {
        depth--;
        handler.close(localName(tag));
      },
      ontext: (text) => handler.text(text),
    },
    { xmlMode: true, decodeEntities: true },
  );
  let decoder: TextDecoder | undefined;
  let written = 0;
  let carried = '';
  const write = (text: string) => {
    const seen = carried + text;
    if (seen.includes(DOCTYPE)) {
      throw new InputFault(
        'xml_doctype',
        `${name} contains a DOCTYPE declaration, which spreadsheets never have`,
        {
          text: 'save it as CSV',
        },
      );
    }
    carried = seen.slice(1 - DOCTYPE.length);
    parser.write(text);
    written += text.length;
    if (written - parser.endIndex > MAX_OPEN_CHARS) throw damagedXml(name);
  };
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    write(decoder.decode(chunk, { stream: true }));
    const taken = take();
    if (taken !== null) yield taken;
  }
  parser.end();
  const taken = take();
  if (taken !== null) yield taken;
}

function encodingOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

function localName(tag: string): string {
  return tag.slice(tag.indexOf(':') + 1);
}

export function damagedXml(name: string): InputFault {
  return new InputFault('damaged_workbook', `${name} is damaged`, {
    text: 'open it in a spreadsheet and save it again, or as CSV',
  });
}
