import { TextDecoder } from 'node:util';

/** Bytes that tell UTF-16 without its mark. */
export const UTF16_SAMPLE_BYTES = 512;

type Utf16 = 'utf-16le' | 'utf-16be';

/** Bytes at the start of an input that tell how to read the rest. */
interface Opening {
  /** `null`: the bytes are ASCII with something more, one byte or several to a character. */
  utf16: Utf16 | null;
  /** Bytes of the byte-order mark. */
  markBytes: number;
}

/** The text of an input in one-byte units: without its byte-order mark, and in UTF-8 where it was UTF-16. */
export function transcode(head: Buffer, body: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const { utf16, markBytes } = tellOpening(head);
  const marked = markBytes > 0 ? dropBytes(body, markBytes) : body;
  return utf16 === null ? marked : decodeUtf16(marked, utf16);
}

function tellOpening(head: Buffer): Opening {
  const starts = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
  if (starts(0xef, 0xbb, 0xbf)) return { utf16: null, markBytes: 3 };
  if (starts(0xff, 0xfe)) return { utf16: 'utf-16le', markBytes: 2 };
  if (starts(0xfe, 0xff)) return { utf16: 'utf-16be', markBytes: 2 };
  return { utf16: tellUnmarked(head.subarray(0, UTF16_SAMPLE_BYTES)), markBytes: 0 };
}

/** In UTF-16 one byte of each ASCII character is zero, always on the same side; other text has hardly a zero. */
function tellUnmarked(sample: Buffer): Utf16 | null {
  const pairs = Math.floor(sample.length / 2);
  if (pairs < 2) return null;
  let first = 0;
  let second = 0;
  for (let index = 0; index < pairs * 2; index += 2) {
    if (sample[index] === 0 && sample[index + 1] !== 0) first++;
    if (sample[index] !== 0 && sample[index + 1] === 0) second++;
  }
  if (second > pairs * 0.4 && first === 0) return 'utf-16le';
  if (first > pairs * 0.4 && second === 0) return 'utf-16be';
  return null;
}

async function* dropBytes(source: AsyncGenerator<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of source) {
    const rest = chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
    if (rest.length > 0) yield rest;
  }
}

async function* decodeUtf16(source: AsyncGenerator<Buffer>, encoding: Utf16): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of source) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield Buffer.from(text);
  }
  const rest = decoder.decode();
  if (rest !== '') yield Buffer.from(rest);
}
