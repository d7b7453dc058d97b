import { quote } from '../fields/row-error.ts';
import type { Row } from '../row.ts';
import { MAX_ROW_BYTES, TOO_LONG } from '../row.ts';
import { readLineBlocks } from '../text/line-blocks.ts';
import { createLineDecoder } from '../text/line-decoder.ts';
import { findRecords, isPerson } from './find-records.ts';
import { isNestedTooDeep, TOO_DEEP } from './nesting.ts';

/** Reads JSON Lines. The value of a row is the JSON on its line, or the records of a list that the line wraps. */
export async function* readJsonLines(
  chunks: AsyncIterable<Buffer>,
  newline: number,
): AsyncGenerator<Iterable<Row>> {
  const decoder = createLineDecoder();
  let line = 1;
  for await (const block of readLineBlocks(chunks, { newline, maxLineBytes: MAX_ROW_BYTES })) {
    if (block.kind === 'overlong') {
      yield [{ kind: 'rejected', line: line++, reason: TOO_LONG }];
      continue;
    }
    const decoded = decoder.decode(block.bytes);
    const lines = (typeof decoded === 'string' ? decoded : await decoded).split('\n');
    if (lines.at(-1) === '') lines.pop();
    const first = line;
    line += lines.length;
    yield toRows(lines, first);
  }
}

function* toRows(lines: readonly string[], first: number): Generator<Row> {
  for (const [index, text] of lines.entries()) {
    const line = first + index;
    const clean = text.includes('\0') ? text.replaceAll('\0', '') : text;
    if (clean.trim() === '') {
      yield { kind: 'skipped', line };
      continue;
    }
    const value = parseLine(clean);
    if (value === undefined) yield { kind: 'rejected', line, reason: `not JSON: ${quote(clean)}` };
    else if (isNestedTooDeep(clean)) yield { kind: 'rejected', line, reason: TOO_DEEP };
    else if (isPerson(value)) yield { kind: 'value', line, value };
    else for (const record of findRecords(value, false)) yield { kind: 'value', line, value: record.value };
  }
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
