import type { Row } from './row.ts';
import type { Table } from './table.ts';

/** A row and its position; rows without one belong to the previous table. */
export interface PlacedRow {
  place: Place | null;
  row: Row;
}

export interface Place {
  /** Of the table within the input: a sheet, the keys that lead to a list. Empty for the input itself. */
  path: string;
  kind: Table['kind'];
  /** The record. Lists of records with the same keys are one table where they follow each other. */
  value?: object;
}

/** Makes a table of the rows of each place that follow each other. */
export async function* splitTables(
  batches: AsyncGenerator<PlacedRow[]>,
  { name, labels }: Pick<Table, 'name' | 'labels'>,
): AsyncGenerator<Table> {
  let rest: PlacedRow[] = [];
  const more = async (): Promise<boolean> => {
    while (rest.length === 0) {
      const { value, done } = await batches.next();
      if (done) return false;
      rest = value;
    }
    return true;
  };
  /** The rows of one place, up to the first of another. */
  const readPlace = async function* (place: Place): AsyncGenerator<Iterable<Row>> {
    while (await more()) {
      const other = rest.findIndex((placed) => placed.place !== null && !isSame(placed.place, place));
      const own = other === -1 ? rest : rest.slice(0, other);
      rest = other === -1 ? [] : rest.slice(other);
      if (own.length > 0) yield own.map(({ row }) => row);
      if (other !== -1) return;
    }
  };
  try {
    while (await more()) {
      const place = rest.find((placed) => placed.place !== null)?.place ?? null;
      if (place === null && rest.every(({ row }) => row.kind === 'skipped')) {
        rest = [];
        continue;
      }
      const at: Place = place ?? { path: '', kind: 'records' };
      const { path, kind } = at;
      const rows = readPlace(at);
      yield path === ''
        ? { name, labels, kind, batches: rows }
        : { name: `${name}#${path}`, labels: [path, ...labels], kind, batches: rows };
      // A reader that gave up on the table has left rows of it.
      for await (const _ of readPlace(at));
    }
  } finally {
    await batches.return(undefined);
  }
}

function isSame(one: Place, other: Place): boolean {
  if (one.kind !== other.kind) return false;
  if (one.path === other.path) return true;
  return one.value !== undefined && other.value !== undefined && keysOf(one.value) === keysOf(other.value);
}

function keysOf(value: object): string {
  return Object.keys(value).join('\n');
}
