import type { ColumnMap, Field } from '#scraper/reading/fields/columns.ts';
import { fieldOf, normalizeName } from '#scraper/reading/fields/columns.ts';
import { isObject } from '#scraper/reading/fields/posts.ts';
import { RowError } from '#scraper/reading/fields/row-error.ts';
import type { Reading } from '#scraper/reading.ts';
import { isInstagramProfile, readInstagramProfile } from './instagram.ts';
import type { RowContext } from './profile-row.ts';
import { readProfileRow } from './profile-row.ts';
import { isYoutubeResource, readYoutubeResource } from './youtube.ts';

/** One parsed line of JSON: a raw platform answer, or an object with the documented names. */
export function readJsonRow(row: unknown, map: ColumnMap, context: RowContext): Reading {
  if (!isObject(row)) throw new RowError('not a JSON object');
  if (isYoutubeResource(row)) return readYoutubeResource(row, context);
  if (isInstagramProfile(row)) return readInstagramProfile(row, context);
  const values = new Map<Field, unknown>();
  for (const [name, value] of Object.entries(row)) {
    const field = fieldOf(name);
    // A documented name wins over its synonyms, wherever it stands.
    if (field !== undefined && (!values.has(field) || field === normalizeName(name)))
      values.set(field, value);
  }
  for (const [field, column] of map) values.set(field, Object.hasOwn(row, column) ? row[column] : undefined);
  return readProfileRow((field) => values.get(field), context);
}
