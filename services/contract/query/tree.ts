import type { Platform } from '#domain/platform.ts';
import type { ProfileAddress } from '#domain/profile-url.ts';
import type { FieldName } from './fields.ts';

/** The part of the typed text that something comes from, in UTF-16 units: `text.slice(start, end)`. */
export interface Span {
  start: number;
  end: number;
}

/** A range of numbers; a missing side is open. `min` and `max` belong to it, `above` and `below` do not. */
export interface Range {
  min?: number;
  max?: number;
  above?: number;
  below?: number;
}

/** A point in time: epoch milliseconds, or a time before the query is answered. */
export type Moment = { atMs: number } | { agoMs: number };

/** What a field has to be. Percentages are ratios: 0.03 is 3 %. */
export type FieldTest =
  | { kind: 'values'; values: string[] }
  | { kind: 'range'; range: Range }
  | { kind: 'time'; from?: Moment; to?: Moment };

/** `field:value`. Profiles whose field is unknown do not match. */
export interface FieldClause {
  kind: 'field';
  field: FieldName;
  test: FieldTest;
  /** `null` for a clause that was not typed. */
  span: Span | null;
}

/** A part of a query that is about the text of a profile. */
export type TextClause = { text: string; span: Span | null } & (
  | { kind: 'word' }
  | { kind: 'phrase' }
  | { kind: 'platform'; platform: Platform }
  | { kind: 'address'; address: ProfileAddress }
);

/**
 * A query as every part of the product understands it. `all` of nothing is every profile. A parsed tree has no `all` in
 * an `all`, no `any` in an `any`, no group of one and no `not` of a `not`.
 */
export type QueryNode =
  | { kind: 'all'; nodes: QueryNode[] }
  | { kind: 'any'; nodes: QueryNode[] }
  | { kind: 'not'; node: QueryNode }
  | FieldClause
  | TextClause;

/** The top of a tree: everything in it must match. */
export type QueryTree = Extract<QueryNode, { kind: 'all' }>;

/** A part of the query that was not understood as typed. */
export interface QueryNote {
  code: NoteCode;
  message: string;
  span: Span;
  /** Text that can replace the span; `null` without a suggestion. */
  suggestion: string | null;
}

export const NOTE_CODES = [
  'unknown_field',
  'bad_value',
  'missing_colon',
  'no_letters',
  'unclosed_quote',
  'unmatched_parenthesis',
  'empty_parentheses',
  'misplaced_operator',
  'misplaced_sort',
  'contradiction',
  'no_order_by_relevance',
  'overridden_sort',
  'too_long',
  'too_deep',
  'too_many_clauses',
] as const;
export type NoteCode = (typeof NOTE_CODES)[number];
