import { decodeText } from './decode.ts';
import { readCsv } from './read-csv.ts';
import { readJsonLines } from './read-json-lines.ts';
import { sniff } from './sniff.ts';
import type { Table } from './table.ts';

export interface OpenTablesOptions {
  /** Name of the input in messages and labels, e.g. `creators.csv`. Outside text. */
  name: string;
  /** How the text is read; found out by default. */
  format?: 'auto' | 'csv' | 'jsonl';
}

/**
 * The tables of an input, in their order. Each one's rows are read before the next table is asked for; rows that are
 * left unread are passed over. Throws `InputFault` when the input holds nothing that can be read.
 */
export async function* openTables(
  body: AsyncIterable<Uint8Array>,
  { name, format = 'auto' }: OpenTablesOptions,
): AsyncGenerator<Table> {
  const text = decodeText(body, name);
  try {
    const { chunks, newline, delimiter, ...sniffed } = await sniff(text, { name, format });
    const labels = [name];
    if (sniffed.format === 'jsonl') {
      yield { name, labels, kind: 'records', batches: readJsonLines(chunks, newline) };
    } else {
      yield { name, labels, kind: 'cells', batches: readCsv(chunks, { newline, delimiter }) };
    }
  } finally {
    // A fault of the whole input leaves the rest unread: it is let go of.
    await text.return(undefined);
  }
}
