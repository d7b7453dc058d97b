import { InputFault } from '../input-fault.ts';

/** The documented names of a row's fields. */
export const FIELDS = [
  'username',
  'platform',
  'followers',
  'following',
  'posts_count',
  'category',
  'bio',
  'verified',
  'language',
  'country',
  'url',
  'display_name',
  'native_id',
  'id',
  'fetched_at',
  'avatar',
  'avatar_url',
  'posts',
  'source',
] as const;
export type Field = (typeof FIELDS)[number];

/** Other names that can mean nothing else. */
const SYNONYMS: Record<string, Field> = {
  handle: 'username',
  user_name: 'username',
  followers_count: 'followers',
  follower_count: 'followers',
  following_count: 'following',
  full_name: 'display_name',
  biography: 'bio',
  description: 'bio',
  timestamp: 'fetched_at',
};

/** Lower case, with `_` for spaces and dashes. */
export function normalizeName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}

/** The field that a column holds by its name; `undefined` when it holds none. */
export function fieldOf(column: string): Field | undefined {
  const name = normalizeName(column);
  return (
    FIELDS.find((field) => field === name) ?? (Object.hasOwn(SYNONYMS, name) ? SYNONYMS[name] : undefined)
  );
}

/** From field to column, as `--map` says. */
export type ColumnMap = ReadonlyMap<Field, string>;

/** Reads `field=column` items. Throws `InputFault`. */
export function parseColumnMap(items: readonly string[]): ColumnMap {
  const map = new Map<Field, string>();
  for (const item of items) {
    const at = item.indexOf('=');
    const name = normalizeName(item.slice(0, Math.max(at, 0)));
    const column = item.slice(at + 1).trim();
    const field = FIELDS.find((candidate) => candidate === name);
    if (at < 1 || column === '') throw fault(`"${item}" is not field=column`);
    if (field === undefined) throw fault(`"${name}" is not a field (fields: ${FIELDS.join(', ')})`);
    if (map.has(field)) throw fault(`${field} is mapped twice`);
    map.set(field, column);
  }
  return map;
}

function fault(message: string): InputFault {
  return new InputFault('bad_map', `--map: ${message}`, 'Write it as --map username=login');
}

/** Where each field's value stands in a row of these columns. Mapped columns win; of equal names the first. */
export function locateFields(columns: readonly string[], map: ColumnMap): Map<Field, number> {
  const located = new Map<Field, number>();
  for (const exact of [true, false]) {
    for (const [index, column] of columns.entries()) {
      const field = fieldOf(column);
      if (field === undefined || located.has(field) || (exact && field !== normalizeName(column))) continue;
      located.set(field, index);
    }
  }
  for (const [field, column] of map) {
    const index = findColumn(columns, column);
    if (index === -1) {
      throw new InputFault(
        'bad_map',
        `--map ${field}=${column}: there is no column "${column}" (columns: ${listColumns(columns)})`,
        'Name a column of the header',
      );
    }
    located.set(field, index);
  }
  return located;
}

function findColumn(columns: readonly string[], wanted: string): number {
  const exact = columns.findIndex((column) => column.trim() === wanted);
  return exact === -1
    ? columns.findIndex((column) => normalizeName(column) === normalizeName(wanted))
    : exact;
}

/** Column names as a message shows them. */
export function listColumns(columns: readonly string[]): string {
  const shown = columns.slice(0, 30).map((column) => column.replace(/\s+/g, ' ').trim().slice(0, 40));
  return columns.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}
