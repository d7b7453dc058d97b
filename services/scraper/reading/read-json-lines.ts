import { isUtf8 } from 'node:buffer';
import { quote } from './fields/row-error.ts';
import type { Frame } from './frame.ts';
import { frameRows } from './frame.ts';
import type { Row } from './row.ts';
import { BINARY, MAX_ROW_BYTES, NOT_UTF8, TOO_LONG } from './row.ts';

/** Reads JSON Lines. The value of a row is whatever JSON stands on the line. */
export async function* readJsonLines(
  chunks: AsyncIterable<Buffer>,
  newline: number,
): AsyncGenerator<Iterable<Row>> {
  for await (const frames of frameRows(chunks, { newline, delimiter: null, maxRowBytes: MAX_ROW_BYTES })) {
    yield frames.values().map(toRow);
  }
}

function toRow({ line, bytes }: Frame): Row {
  const reject = (reason: string): Row => ({ kind: 'rejected', line, reason });
  if (bytes === null) return reject(TOO_LONG);
  if (bytes.includes(0)) return reject(BINARY);
  if (!isUtf8(bytes)) return reject(NOT_UTF8);
  const text = bytes.toString();
  if (text.trim() === '') return { kind: 'skipped', line };
  try {
    return { kind: 'value', line, value: JSON.parse(text) as unknown };
  } catch {
    return reject(`not JSON: ${quote(text)}`);
  }
}
