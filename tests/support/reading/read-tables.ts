import { openTables } from '#scraper/reading/open-tables.ts';
import { createRandom } from '#scraper/sources/demo/random.ts';
import { inChunks } from '../byte-chunks.ts';

export interface ReadTable {
  name: string;
  kind: 'cells' | 'records';
  labels: readonly string[];
  /** Values of the rows that have one. */
  values: unknown[];
  /** `LINE: REASON` of rejected rows. */
  rejected: string[];
  skipped: number;
  /** Line of each row. */
  lines: number[];
}

/** Everything that the reader makes of an input, whose bytes arrive in pieces of up to `chunk`. */
export async function readTables(
  bytes: string | Uint8Array,
  { name = 'file', chunk = 5_000, format = 'auto' as 'auto' | 'csv' | 'jsonl' } = {},
): Promise<ReadTable[]> {
  const tables: ReadTable[] = [];
  const body = inChunks(Buffer.from(bytes as string), createRandom(5), chunk);
  for await (const { batches, ...rest } of openTables(body, { name, format })) {
    const table: ReadTable = { ...rest, values: [], rejected: [], skipped: 0, lines: [] };
    tables.push(table);
    for await (const batch of batches) {
      for (const row of batch) {
        table.lines.push(row.line);
        if (row.kind === 'value') table.values.push(row.value);
        else if (row.kind === 'rejected') table.rejected.push(`${row.line}: ${row.reason}`);
        else table.skipped++;
      }
    }
  }
  return tables;
}

/** The values of the only table. */
export async function readValues(
  bytes: string | Uint8Array,
  options?: Parameters<typeof readTables>[1],
): Promise<unknown[]> {
  const tables = await readTables(bytes, options);
  if (tables.length !== 1) throw new Error(`${tables.length} tables`);
  return tables[0]?.values ?? [];
}
