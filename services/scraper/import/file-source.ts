import type { ImportQuerystring } from '#contract/import.ts';
import type { ColumnMap } from '../reading/fields/columns.ts';
import { parseColumnMap } from '../reading/fields/columns.ts';
import { InputFault } from '../reading/input-fault.ts';
import { openTables } from '../reading/open-tables.ts';
import type { Row } from '../reading/row.ts';
import type { Table } from '../reading/table.ts';
import type { Reading } from '../reading.ts';
import { readJsonRow } from '../sources/files/json-row.ts';
import type { RowContext } from '../sources/files/profile-row.ts';
import { readProfileRow } from '../sources/files/profile-row.ts';
import type { Header } from './header-row.ts';
import { noHeader, toHeader } from './header-row.ts';
import type { RowSource, SourceRow } from './run-import.ts';

/** The rows of a file whose bytes arrive as `body`. `now` in epoch milliseconds. */
export function createFileSource(
  body: AsyncIterable<Uint8Array>,
  query: ImportQuerystring,
  now: number,
): RowSource {
  const context: RowContext = { platform: query.platform ?? null, asOf: query.as_of ?? null, now };
  let bytes = 0;
  async function* counted() {
    try {
      for await (const chunk of body) {
        bytes += chunk.byteLength;
        yield chunk;
      }
    } catch (cause) {
      throw new InputFault('input_broke_off', `${query.name} broke off`, 'Run the same import again', {
        cause,
      });
    }
  }
  return {
    rows: readRows(counted(), query, context),
    bytesRead: () => bytes,
  };
}

async function* readRows(
  body: AsyncIterable<Uint8Array>,
  { name, format = 'auto', map: items = [] }: ImportQuerystring,
  context: RowContext,
): AsyncGenerator<Iterable<SourceRow>> {
  const map = parseColumnMap([items].flat());
  for await (const table of openTables(body, { name, format })) {
    if (table.kind === 'records') {
      for await (const rows of table.batches) {
        yield mapRows(rows, (value) => () => readJsonRow(value, map, context));
      }
    } else yield* readCells(table, map, context);
  }
}

async function* readCells(
  { name, batches }: Table,
  map: ColumnMap,
  context: RowContext,
): AsyncGenerator<Iterable<SourceRow>> {
  let header: Header | undefined;
  const read = (value: unknown) => {
    const cells = value as string[];
    if (header === undefined) {
      header = toHeader(cells, name, map);
      return null;
    }
    if (header.repeats(cells)) return 'skip';
    const get = header.read(cells);
    return () => readProfileRow(get, context);
  };
  for await (const rows of batches) yield mapRows(rows, read);
  if (header === undefined) throw noHeader(name, []);
}

/** `read` answers how to read a value, `skip` for a repeated header, `null` for the header itself, which is no row. */
function* mapRows(
  rows: Iterable<Row>,
  read: (value: unknown) => (() => Reading) | 'skip' | null,
): Generator<SourceRow> {
  for (const row of rows) {
    if (row.kind !== 'value') {
      yield row;
      continue;
    }
    const { line, value } = row;
    const reading = read(value);
    if (reading === 'skip') yield { kind: 'skipped', line };
    else if (reading !== null) yield { kind: 'reading', line, read: reading };
  }
}
