import { InputFault } from '../input-fault.ts';
import type { Row } from '../row.ts';
import { MAX_ROW_BYTES, TOO_MANY_CELLS } from '../row.ts';
import { createRowCutter } from './cut-rows.ts';
import { readLineBlocks } from './line-blocks.ts';
import { createLineDecoder } from './line-decoder.ts';

export interface CsvOptions {
  /** Of the input, for messages. */
  name: string;
  /** The byte that ends a line. */
  newline: number;
  /** One character. */
  delimiter: string;
  /** The first line is `sep=…` and no row. */
  hasSepLine?: boolean;
}

/**
 * Reads delimited text. The value of a row is a `string[]`, however many cells it has; a row without text is skipped.
 * NUL bytes are left out. Throws `InputFault` where the first row has too many cells.
 */
export async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  { name, newline, delimiter, hasSepLine = false }: CsvOptions,
): AsyncGenerator<Iterable<Row>> {
  const cutter = createRowCutter(delimiter);
  const decoder = createLineDecoder();
  let isFirst = true;
  const check = (rows: Row[]): Row[] => {
    const first = isFirst ? rows.find(({ kind }) => kind !== 'skipped') : undefined;
    if (first !== undefined) {
      isFirst = false;
      if (first.kind === 'rejected' && first.reason === TOO_MANY_CELLS) throw tooManyColumns(name);
      if (hasSepLine && first.kind === 'value')
        rows[rows.indexOf(first)] = { kind: 'skipped', line: first.line };
    }
    return rows;
  };
  for await (const block of readLineBlocks(chunks, { newline, maxLineBytes: MAX_ROW_BYTES })) {
    if (block.kind === 'overlong') {
      yield check(cutter.addOverlong());
      continue;
    }
    const decoded = decoder.decode(block.bytes);
    const text = typeof decoded === 'string' ? decoded : await decoded;
    const rows = cutter.add(text.includes('\0') ? text.replaceAll('\0', '') : text);
    if (rows.length > 0) yield check(rows);
  }
  const rows = cutter.end();
  if (rows.length > 0) yield check(rows);
}

function tooManyColumns(name: string): InputFault {
  return new InputFault('too_many_columns', `${name} has more than 16,384 columns`, {
    text: 'keep only the columns that describe the profiles, then import the file',
  });
}
