import { isObject } from '#scraper/reading/fields/posts.ts';
import type { Reading } from '#scraper/reading.ts';
import type { RowContext } from './row-context.ts';

/** A well-known form of one row: an answer of an API, or a row of a known export. */
export interface Shape {
  /** As it is shown, e.g. `YouTube Data API`. */
  name: string;
  /** Has the row this form? Looks at names only, so that one row decides for a table of cells. */
  matches(row: Readonly<Record<string, unknown>>): boolean;
  /** Throws `RowError` when the row names no person. */
  read(row: Record<string, unknown>, context: RowContext): Reading;
}

/** The object under a name; empty when there is none. */
export function part(row: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  const value = row[name];
  return isObject(value) ? value : {};
}

/** The first value that says something. */
export function firstOf(...values: readonly unknown[]): unknown {
  return values.find((value) => value !== null && value !== undefined && value !== '');
}

/** `{count: 12}` or `12`. */
export function countOf(value: unknown): unknown {
  return isObject(value) ? value.count : value;
}
