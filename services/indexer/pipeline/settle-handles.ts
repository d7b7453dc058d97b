import type { Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { aliasKey } from '../record/alias.ts';
import type { ProfileChange } from './batch.ts';

/**
 * Of the profiles that were kept under their handle those whose native id has been learnt by another writer while
 * they were written: their documents go, and their events must follow the alias.
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
