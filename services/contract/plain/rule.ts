import type { FieldName } from '../query/fields.ts';

/** What a form of words becomes: one clause of the query language, or nothing. */
export type Becomes = string | null;

/** One way to say something, as a pattern over the folded text, with spaces between words and `, ` after a comma. */
export interface Form {
  /** Source of a regular expression. It begins and ends at a word. */
  pattern: string;
  /** `raw`: the matched text as typed. `undefined`: it says something else. */
  read(groups: Readonly<Record<string, string | undefined>>, raw: string): Becomes | undefined;
}

/** One idea that plain words can express. */
export interface Rule {
  name: RuleName;
  /** The field of its clauses; a typed clause of this field replaces it. `null` for words without a clause. */
  field: FieldName | 'sort' | null;
  /** Made on first use: names of countries and languages take time to list. */
  forms(): readonly Form[];
}

export const RULE_NAMES = [
  'followers',
  'tier',
  'engagement',
  'growth',
  'posting',
  'active',
  'verified',
  'platform',
  'language',
  'country',
  'order',
  'people',
  'request',
  'small-word',
] as const;
export type RuleName = (typeof RULE_NAMES)[number];

/** A clause of the field; `undefined` without a value. */
export function clauseOf(field: FieldName, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `${field}:${value}`;
}

/** A clause with each of the values once; `undefined` when one of them is not known. */
export function listClauseOf(
  field: FieldName,
  values: readonly (string | null | undefined)[],
): string | undefined {
  const isKnown = values.every((value) => value !== null && value !== undefined);
  return isKnown ? clauseOf(field, [...new Set(values)].join(',')) : undefined;
}

/** One of several words, for a pattern. */
export function oneOf(...words: readonly string[]): string {
  return `(?:${words.join('|')})`;
}

/** One or several of `item`: `A, B and C`, in English, German and Spanish. */
export function listOf(item: string): string {
  return `${item}(?:(?:,? (?:and|or|und|oder|y|o|e) |, |/)${item})*`;
}

/** The parts of a text that `listOf` matched. */
export function splitList(text: string): string[] {
  return text.split(/,? (?:and|or|und|oder|y|o|e) |, |\//).filter((part) => part !== '');
}
