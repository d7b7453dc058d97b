import type { FieldName } from './fields.ts';
import { ALL_FIELD_NAMES, FIELD_NAMES, fieldNamed, fieldOf } from './fields.ts';
import { printList } from './read-list.ts';

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
  | { kind: 'word'; typed: string }
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
  if (field === undefined) return { kind: 'word', start, typed: token };
  const comma = value.lastIndexOf(',') + 1;
  const typed = value.slice(comma).replace(/^"/, '');
  return { kind: 'value', start, field, typed, before: `${sign}${name}:${value.slice(0, comma)}` };
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
export function completeChoice({ field, typed, before }: OpenEnd & { kind: 'value' }): Completion[] {
  const { values = [], example, about, stored } = fieldOf(field);
  const examples = values.length > 0 || stored ? [] : [example.slice(example.indexOf(':') + 1)];
  return [...values, ...examples]
    .filter((value) => value.startsWith(typed.toLowerCase()))
    .map((value) => ({
      text: before + value,
      kind: 'value',
      about: values.length > 0 ? null : about,
      count: null,
    }));
}

/** Values that stored profiles have, as completions. */
export function completeStored(
  { before }: OpenEnd & { kind: 'value' },
  values: readonly { value: string; count: number }[],
): Completion[] {
  return values.map(({ value, count }) => ({
    text: before + printList([value]),
    kind: 'value',
    about: null,
    count,
  }));
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
