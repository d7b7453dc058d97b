import { quote } from '../fields/row-error.ts';
import type { Row } from '../row.ts';
import { MAX_ROW_BYTES, TOO_LONG } from '../row.ts';
import { readLineBlocks } from '../text/line-blocks.ts';
import { createLineDecoder } from '../text/line-decoder.ts';

/** Reads JSON Lines. The value of a row is whatever JSON stands on the line. */
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
    yield lines.values().map((text, index) => toRow(text, first + index));
  }
}

function toRow(text: string, line: number): Row {
  const clean = text.includes('\0') ? text.replaceAll('\0', '') : text;
  if (clean.trim() === '') return { kind: 'skipped', line };
  try {
    return { kind: 'value', line, value: JSON.parse(clean) as unknown };
  } catch {
    return { kind: 'rejected', line, reason: `not JSON: ${quote(clean)}` };
  }
}
