import { isUtf8 } from 'node:buffer';
import { InputFault } from './input-fault.ts';

export const LF = 10;
export const CR = 13;
const HEAD_BYTES = 64 * 1024;

/** What the first bytes of an input tell. */
export interface Sniffed {
  format: 'csv' | 'jsonl';
  /** The byte that ends a line: LF, or CR where old spreadsheets wrote the file. */
  newline: typeof LF | typeof CR;
  /** Of CSV: `,`, `;` or a tab. */
  delimiter: string;
  /** The whole input, the bytes that were looked at included. */
  chunks: AsyncIterable<Buffer>;
}

/** Looks at the first line to tell the format. Throws `InputFault` where there is nothing that could be read. */
export async function sniff(
  source: AsyncGenerator<Buffer>,
  { name, format }: { name: string; format: 'auto' | 'csv' | 'jsonl' },
): Promise<Sniffed> {
  let head: Buffer = Buffer.alloc(0);
  let ended = false;
  while (head.length < HEAD_BYTES && !hasFirstLine(head)) {
    const { value, done } = await source.next();
    if (done) {
      ended = true;
      break;
    }
    head = Buffer.concat([head, value]);
  }
  checkText(head, name);
  const first = head.toString('latin1').trimStart();
  if (first === '' && ended) {
    throw new InputFault(
      'empty_input',
      `${name} is empty`,
      'Import a CSV or JSON Lines file with at least a row',
    );
  }
  const chunks = (async function* () {
    yield head;
    yield* source;
  })();
  const newline = !head.includes(LF) && head.includes(CR) ? CR : LF;
  return {
    format: format === 'auto' ? guessFormat(first, name) : format,
    newline,
    delimiter: guessDelimiter(first),
    chunks,
  };
}

/** The delimiter that the first line uses most, outside quotes. */
function guessDelimiter(first: string): string {
  const bare = (/^.*/.exec(first)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => bare.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

function hasFirstLine(head: Buffer): boolean {
  return head.toString('latin1').trimStart().includes('\n');
}

function checkText(head: Buffer, name: string): void {
  if (head.includes(0)) {
    // Text in UTF-16 without its mark: every other byte of plain letters is zero.
    const utf16 =
      head.length > 3 && [0, 1].some((i) => head[i] === 0 && head[i + 2] === 0 && head[1 - i] !== 0);
    throw utf16
      ? new InputFault(
          'unknown_encoding',
          `${name} looks like UTF-16 without its byte-order mark`,
          'Save it as UTF-8',
        )
      : new InputFault('binary_input', `${name} is not text`, 'Import CSV or JSON Lines, in UTF-8');
  }
  const end = head.indexOf(LF);
  const line = head.subarray(0, end === -1 ? Math.max(0, head.length - 4) : end);
  if (!isUtf8(line) && end !== -1) {
    throw new InputFault('unknown_encoding', `${name} is not text in UTF-8`, 'Save it as UTF-8');
  }
}

function guessFormat(first: string, name: string): 'csv' | 'jsonl' {
  const hint = `jq -c '.[]' ${name} | influscope import -`;
  if (first.startsWith('[')) {
    throw new InputFault('json_array', `${name} is one JSON array, not JSON Lines`, hint);
  }
  if (!first.startsWith('{')) return 'csv';
  if (/^\{\s*[\r\n]/.test(first)) {
    throw new InputFault(
      'pretty_json',
      `${name} is JSON spread over lines, not one object a line`,
      hint.replace('.[]', '.'),
    );
  }
  return 'jsonl';
}
