import { InputFault } from '../input-fault.ts';
import { unpackHint } from '../unpack-hint.ts';
import { guessDialect } from './guess-delimiter.ts';

export const LF = 10;
export const CR = 13;
export const HEAD_BYTES = 64 * 1024;

/** How text is read. */
export type TextFormat =
  | { kind: 'csv'; newline: number; delimiter: string; hasSepLine: boolean }
  | { kind: 'json-lines'; newline: number }
  | { kind: 'json' };

/** Does the first line that is not blank end in the last chunk of the head? */
export function endsFirstLine(chunk: Buffer, head: readonly Buffer[]): boolean {
  if (!chunk.includes(LF) && !chunk.includes(CR)) return false;
  const text = Buffer.concat(head).toString('latin1').trimStart();
  return text.includes('\n') || text.includes('\r');
}

/** Tells the format by the first lines. Throws `InputFault` where they are nothing that can be read. */
export function sniff(
  head: Buffer,
  { name, format, isWhole }: { name: string; format: 'auto' | 'csv' | 'jsonl'; isWhole: boolean },
): TextFormat {
  refuseBinary(head, name);
  const text = head.toString('latin1').replaceAll('\0', '').trimStart();
  if (text === '' && isWhole) {
    throw new InputFault('empty_input', `${name} is empty`, { text: 'import a file with at least one row' });
  }
  const newline = !head.includes(LF) && head.includes(CR) ? CR : LF;
  if (format === 'jsonl') return { kind: 'json-lines', newline };
  if (format === 'auto' && startsJson(text)) {
    return startsJsonLines(text, isWhole) ? { kind: 'json-lines', newline } : { kind: 'json' };
  }
  if (/^<(?:!doctype html|html|\?xml)/i.test(text)) {
    throw new InputFault('not_a_table', `${name} is a web page or XML, not a table`, {
      text: 'import the file itself (CSV, JSON, XLSX or ODS), not the page that shows it',
    });
  }
  const lines = newline === CR ? text.replaceAll('\r', '\n') : text;
  return { kind: 'csv', newline, ...guessDialect(lines) };
}

function startsJson(text: string): boolean {
  return /^(?:\{\s*(?:["}]|$)|\[\s*(?:[{["\]]|(?:-?\d[\d.eE+-]*|true|false|null)\s*[,\]]\s*[^\s\w]|$))/.test(
    text,
  );
}

/** A first line that is one whole object begins JSON Lines. */
function startsJsonLines(text: string, isWhole: boolean): boolean {
  if (!text.startsWith('{')) return false;
  const end = text.search(/[\r\n]/);
  if (end === -1 && !isWhole) return false;
  try {
    JSON.parse(end === -1 ? text : text.slice(0, end));
    return true;
  } catch {
    // The line is at fault, or the object continues below. Lines that each begin an object are JSON Lines all the same.
    return /^\{[^\r\n]*\}\s*[\r\n]+\{/.test(text);
  }
}

function refuseBinary(head: Buffer, name: string): void {
  if (head.length >= 262 && head.toString('latin1', 257, 262) === 'ustar') {
    const hint = unpackHint(name, (file) => ['tar', '-xOf', file]);
    throw new InputFault('binary_input', `${name} is a tar archive`, hint);
  }
  let controls = 0;
  let zeros = 0;
  for (const byte of head) {
    if (byte === 0) zeros++;
    else if (byte < 32 && (byte < 8 || byte > 13) && byte !== 27) controls++;
  }
  if (controls > head.length * 0.05 || (zeros > head.length * 0.5 && zeros < head.length)) {
    throw new InputFault('binary_input', `${name} is not text`, {
      text: 'import a table: CSV, JSON, XLSX or ODS',
    });
  }
}
