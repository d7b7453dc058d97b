import type { Field } from '#scraper/mapping/field.ts';
import { FIELDS, isField } from '#scraper/mapping/field.ts';
import { InputFault } from '../input-fault.ts';

/** From field to column, as `--map` says. */
export type ColumnMap = ReadonlyMap<Field, string>;

/** Reads `field=column` items. Throws `InputFault`. */
export function parseColumnMap(items: readonly string[]): ColumnMap {
  const map = new Map<Field, string>();
  for (const item of items) {
    const at = item.indexOf('=');
    const name = item
      .slice(0, Math.max(at, 0))
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_');
    const column = item.slice(at + 1).trim();
    if (at < 1 || column === '') throw fault(`"${item}" is not field=column`);
    if (!isField(name)) throw fault(`"${name}" is not a field (fields: ${FIELDS.join(', ')})`);
    if (map.has(name)) throw fault(`${name} is mapped twice`);
    map.set(name, column);
  }
  return map;
}

function fault(message: string): InputFault {
  return new InputFault('bad_map', `--map: ${message}`, { text: 'write it as --map username=COLUMN' });
}

/** Column names as a message shows them. */
export function listColumns(columns: readonly string[]): string {
  const named = columns
    .map((column) =>
      column
        .replace(/[\p{C}\s]+/gu, ' ')
        .trim()
        .slice(0, 40),
    )
    .filter((column) => column !== '');
  const shown = named.slice(0, 30);
  return named.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}
