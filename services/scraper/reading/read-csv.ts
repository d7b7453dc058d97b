import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import type { Frame } from './frame.ts';
import { frameRows } from './frame.ts';
import type { Row } from './row.ts';
import { BINARY, MAX_ROW_BYTES, NOT_UTF8, TOO_LONG } from './row.ts';

export interface CsvOptions {
  newline: number;
  /** `,`, `;` or a tab. */
  delimiter: string;
}

/** Reads delimited text. The value of a row is a `string[]`, however many cells it has; a row without text is skipped. */
export async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  options: CsvOptions,
): AsyncGenerator<Iterable<Row>> {
  const { newline, delimiter } = options;
  const frameOptions = { newline, delimiter: delimiter.charCodeAt(0), maxRowBytes: MAX_ROW_BYTES };
  for await (const frames of frameRows(chunks, frameOptions)) yield parseFrames(frames, options);
}

function parseFrames(frames: readonly Frame[], options: CsvOptions): Row[] {
  const usable = frames.filter((frame) => refusal(frame) === null);
  const records = parseRecords(usable, options);
  let next = 0;
  return frames.map((frame) => {
    const { line } = frame;
    const reason = refusal(frame);
    if (reason !== null) return { kind: 'rejected', line, reason };
    const cells = records[next++];
    if (typeof cells === 'string') return { kind: 'rejected', line, reason: cells };
    if (cells === undefined || cells.every((cell) => cell.trim() === '')) return { kind: 'skipped', line };
    return { kind: 'value', line, value: cells };
  });
}

function refusal({ bytes, unclosed }: Frame): string | null {
  if (unclosed) return 'a quoted cell is never closed';
  if (bytes === null) return TOO_LONG;
  if (bytes.includes(0)) return BINARY;
  return isUtf8(bytes) ? null : NOT_UTF8;
}

/** The cells of each frame, or why it has none. */
function parseRecords(frames: readonly Frame[], options: CsvOptions): (string[] | string)[] {
  const together = parseBytes(
    frames.map((frame) => frame.bytes as Buffer),
    options,
  );
  if (Array.isArray(together) && together.length === frames.length) return together;
  // One of them is at fault: each by itself tells which.
  return frames.map((frame) => {
    const records = parseBytes([frame.bytes as Buffer], options);
    if (typeof records === 'string') return records;
    return records.length === 1 ? (records[0] as string[]) : 'its quotes do not match';
  });
}

function parseBytes(rows: readonly Buffer[], { newline, delimiter }: CsvOptions): string[][] | string {
  if (rows.length === 0) return [];
  const end = Buffer.of(newline);
  const terminator = String.fromCharCode(newline);
  try {
    return parse(Buffer.concat(rows.flatMap((row) => [row, end])), {
      delimiter,
      record_delimiter: terminator === '\n' ? ['\r\n', '\n'] : [terminator],
      relax_quotes: true,
      relax_column_count: true,
    });
  } catch (error) {
    if (error instanceof CsvError) return `not CSV: ${error.message.slice(0, 120)}`;
    throw error;
  }
}
