import type { ColumnMap, Field } from '../reading/fields/columns.ts';
import { listColumns, locateFields, normalizeName } from '../reading/fields/columns.ts';
import { InputFault } from '../reading/input-fault.ts';

/** A cell by its field; `undefined` where the table has no such column. */
export type CellOf = (field: Field) => string | undefined;

export interface Header {
  repeats(cells: readonly string[]): boolean;
  read(cells: readonly string[]): CellOf;
}

/** What a header row says of the rows below it. Throws `InputFault` when no column is known to hold the username. */
export function toHeader(columns: string[], name: string, map: ColumnMap): Header {
  const fields = locateFields(columns, map);
  if (!fields.has('username')) throw noHeader(name, columns);
  const normal = columns.map(normalizeName);
  return {
    repeats: (cells) =>
      cells.length === columns.length && cells.every((cell, index) => normalizeName(cell) === normal[index]),
    read: (cells) => (field) => {
      const index = fields.get(field);
      return index === undefined ? undefined : (cells[index] ?? '');
    },
  };
}

export function noHeader(name: string, columns: string[]): InputFault {
  const seen = columns.length > 0 ? `(columns: ${listColumns(columns)})` : '(no header line)';
  return new InputFault(
    'no_username_column',
    `${name}: no column is known to hold the username ${seen}`,
    'Name it: --map username=COLUMN',
  );
}
