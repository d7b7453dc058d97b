import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import type { EncodingName } from 'chardet';

const LF = 10;
const MAX_SAMPLE_BYTES = 64 * 1024;

/** Turns whole lines into text. */
export interface LineDecoder {
  decode(lines: Buffer): string | Promise<string>;
}

/**
 * Text in UTF-8, and line by line in another encoding where a line is not UTF-8. The other encoding is detected from the
 * first such lines. A line of UTF-8 that is damaged in a few places stays UTF-8, with U+FFFD in them.
 */
export function createLineDecoder(): LineDecoder {
  let legacy: TextDecoder | undefined;
  const decodeMixed = async (lines: Buffer): Promise<string> => {
    const parts = splitLines(lines);
    const texts: (string | Buffer)[] = parts.map((line) => {
      if (isUtf8(line)) return line.toString();
      const text = line.toString();
      return isMostlyUtf8(text) ? text : line;
    });
    const odd = texts.filter((text) => typeof text !== 'string');
    if (odd.length > 0) legacy ??= await detectDecoder(Buffer.concat(odd).subarray(0, MAX_SAMPLE_BYTES));
    return texts.map((text) => (typeof text === 'string' ? text : legacy?.decode(text))).join('');
  };
  return { decode: (lines) => (isUtf8(lines) ? lines.toString() : decodeMixed(lines)) };
}

function splitLines(lines: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let from = 0; from < lines.length; ) {
    const end = lines.indexOf(LF, from);
    const next = end === -1 ? lines.length : end + 1;
    parts.push(lines.subarray(from, next));
    from = next;
  }
  return parts;
}

/** Texts cut at a number of bytes end in half a character; text of another encoding hardly holds a whole one. */
function isMostlyUtf8(text: string): boolean {
  const damaged = text.split('\ufffd').length - 1;
  let whole = 0;
  for (const char of text) if (char > '\x7f' && char !== '\ufffd') whole++;
  return whole > damaged;
}

/** Code pages that hold all that the ISO encodings of the same letters hold, and what is written in practice. */
const SUPERSETS: Partial<Record<EncodingName, string>> = {
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-9': 'windows-1254',
  'ISO-8859-8': 'windows-1255',
  'ISO-8859-6': 'windows-1256',
};
/** Below this the guess is worth less than the encoding that most files without UTF-8 have. */
const LEAST_CONFIDENCE = 15;

async function detectDecoder(sample: Buffer): Promise<TextDecoder> {
  // By its default: bundled, a CommonJS module has no other name.
  const { default: chardet } = await import('chardet');
  for (const { name, confidence } of chardet.analyse(sample)) {
    if (confidence < LEAST_CONFIDENCE || /^(?:UTF|ASCII)/.test(name)) continue;
    try {
      return new TextDecoder(SUPERSETS[name] ?? name);
    } catch {
      // An encoding that this runtime does not know.
    }
  }
  return new TextDecoder('windows-1252');
}
