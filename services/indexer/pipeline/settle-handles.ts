import type { Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { aliasKey } from '../record/alias.ts';
import type { ProfileChange } from './batch.ts';

/**
 * Finds profiles stored under their handle whose native id another writer added during the write: their documents are
 * deleted, and their events must follow the alias.
 */
export async function overtakenByAlias(
  changes: readonly ProfileChange[],
  { records, search }: { records: Records; search: SearchIndex },
): Promise<ProfileChange[]> {
  const underHandle = changes.filter(({ record }) => record.native_id === null);
  if (underHandle.length === 0) return [];
  const aliases = await records.get(underHandle.map(({ id }) => aliasKey(id)));
  const overtaken = underHandle.filter((_, i) => aliases[i] !== undefined);
  if (overtaken.length > 0) await search.delete(overtaken.map(({ id }) => id));
  return overtaken;
}
