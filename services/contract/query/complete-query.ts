import type { FieldName } from './fields.ts';
import { ALL_FIELD_NAMES, FIELD_NAMES, fieldNamed, fieldOf } from './fields.ts';
import { nameOfLabel, namesOfLabel } from './label-name.ts';
import { endOfQuoted, printList, QUOTES, readList } from './read-list.ts';

/** A text that continues a query, in the place of everything from `start` on. */
export interface Completion {
  text: string;
  kind: 'field' | 'value';
  about: string | null;
  /** Profiles with the value, where it is known. */
  count: number | null;
}

/** What is being typed at the end of a query. */
export type OpenEnd = { start: number } & (
  | {
      kind: 'word';
      typed: string;
      /** In quotes that are still open, where no field can be. */
      isQuoted?: true;
    }
  | {
      kind: 'value';
      field: FieldName | 'sort';
      /** The part after the last comma. */
      typed: string;
      /** Everything before it: `-platform:x,`. */
      before: string;
    }
);

/** Fields whose values are listed from the stored profiles. */
export type StoredField = 'category' | 'country' | 'language' | 'source' | 'topic';

const TOKEN = /(?:^|[\s(])((?:-?[a-z][\w-]*:(?:"[^"]*"|[^\s"()])*(?:"[^"]*)?)|[^\s()]*)$/i;

/** Reads the end of a query that is being typed. */
export function readOpenEnd(text: string): OpenEnd {
  const token = TOKEN.exec(text)?.[1] ?? '';
  const start = text.length - token.length;
  const [, sign = '', name = '', value = ''] = /^(-?)([a-z][\w-]*):(.*)$/is.exec(token) ?? [];
  const field = fieldNamed(name);
  if (isInQuotes(text, start)) return { kind: 'word', start, typed: token, isQuoted: true };
  if (field === undefined) return { kind: 'word', start, typed: token };
  const comma = value.lastIndexOf(',') + 1;
  const typed = value.slice(comma).replace(/^"/, '');
  return { kind: 'value', start, field, typed, before: `${sign}${name}:${value.slice(0, comma)}` };
}

/** Whether the word at `at` is in quotes that began before it and are still open. */
function isInQuotes(text: string, at: number): boolean {
  for (let place = 0; place < at; ) {
    const end = text.charAt(place) in QUOTES ? endOfQuoted(text, place) : place + 1;
    if (end === undefined) return true;
    place = end;
  }
  return false;
}

/** Names of fields that a word may be the beginning of, each once, by its shortest name that begins so. */
export function completeField(typed: string): Completion[] {
  const [, sign = '', letters = ''] = /^(-?)(.*)$/s.exec(typed.toLowerCase()) ?? [];
  if (letters === '') return [];
  const names = new Map<string, string>();
  for (const name of ALL_FIELD_NAMES) {
    const field = fieldNamed(name);
    if (field !== undefined && name.startsWith(letters) && !names.has(field)) names.set(field, name);
  }
  return [...names].map(([field, name]) => ({
    text: `${sign}${name}:`,
    kind: 'field',
    about: fieldOf(field as FieldName | 'sort').about,
    count: null,
  }));
}

/** Values of a choice that begin so, and the example of a field of numbers. */
export function completeChoice(end: OpenEnd & { kind: 'value' }): Completion[] {
  const { field, typed, before } = end;
  const { values = [], example, about, stored } = fieldOf(field);
  const examples = values.length > 0 || stored ? [] : [example.slice(example.indexOf(':') + 1)];
  const given = givenValues(end);
  return [...values, ...examples]
    .filter((value) => value.startsWith(typed.toLowerCase()) && !given.has(value))
    .map((value) => ({
      text: before + value,
      kind: 'value',
      about: values.length > 0 ? null : about,
      count: null,
    }));
}

/** Values that stored profiles have, as completions. */
export function completeStored(
  end: OpenEnd & { kind: 'value' },
  values: readonly { value: string; count: number }[],
): Completion[] {
  const given = givenValues(end);
  return values
    .filter(({ value }) => !given.has(value.toLowerCase()))
    .map(({ value, count }) => ({
      text: end.before + printList([value]),
      kind: 'value',
      about: isStoredField(end.field) ? nameOfLabel(end.field, value) : null,
      count,
    }));
}

/** The values before the one that is being typed. */
function givenValues({ before }: OpenEnd & { kind: 'value' }): Set<string> {
  return new Set(readList(before.slice(before.indexOf(':') + 1).toLowerCase()));
}

/** Those of `values` with a name that begins so, where the values are codes. */
export function namedLike<V extends { value: string }>(
  field: StoredField,
  typed: string,
  values: readonly V[],
): V[] {
  const start = typed.toLowerCase();
  return values.filter(({ value }) =>
    namesOfLabel(field, value).some((name) => name.toLowerCase().startsWith(start)),
  );
}

export function isStoredField(field: FieldName | 'sort'): field is StoredField {
  return fieldOf(field).stored === true;
}

/** Everything that can be completed without stored profiles: fields, and the values of choices. */
export function allCompletions(): string[] {
  return [...FIELD_NAMES, 'sort' as const].flatMap((field) => [
    `${field}:`,
    ...(fieldOf(field).values ?? []).map((value) => `${field}:${value}`),
  ]);
}
