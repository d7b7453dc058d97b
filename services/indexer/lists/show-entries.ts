import type { EntryRecord, ListEntry, ListRecord } from '#contract/lists/lists.ts';
import type { RecordEntry, Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { readId } from '../people/read-who.ts';
import { aliasKey, decodeAlias } from '../record/alias.ts';
import { entryPrefix } from './list-store.ts';

const READS_AT_ONCE = 50;

/** Entries with what is known of the people now. One whose handle has a native id by now is shown under it. */
export async function showEntries(
  entries: readonly RecordEntry[],
  list: ListRecord,
  { records, search }: { records: Records; search: SearchIndex },
): Promise<ListEntry[]> {
  const shown: ListEntry[] = [];
  for (let from = 0; from < entries.length; from += READS_AT_ONCE) {
    const part = entries.slice(from, from + READS_AT_ONCE);
    const ids = await currentIds(
      part.map(({ key }) => key.slice(entryPrefix(list).length)),
      records,
    );
    const profiles = await Promise.all(ids.map((id) => search.get(id)));
    for (const [i, { value }] of part.entries()) {
      const { status, note, saved_at } = JSON.parse(value) as EntryRecord;
      const id = ids[i] ?? '';
      const profile = profiles[i];
      const names = readId(id);
      shown.push({
        id,
        platform: profile?.platform ?? names?.platform ?? '',
        username: profile?.username ?? names?.usernames[0] ?? null,
        display_name: profile?.display_name ?? null,
        followers: profile?.followers ?? null,
        engagement_rate: profile?.engagement_rate ?? null,
        ...{ status, note, saved_at },
      });
    }
  }
  return shown;
}

/** The id of the profile that each id names now. */
export async function currentIds(ids: readonly string[], records: Records): Promise<string[]> {
  const aliases = ids.length === 0 ? [] : await records.get(ids.map(aliasKey));
  return ids.map((id, i) => {
    const alias = aliases[i];
    return alias === undefined ? id : decodeAlias(alias.value).id;
  });
}
