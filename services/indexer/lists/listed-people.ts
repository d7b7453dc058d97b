import type { EntryRecord, Listed } from '#contract/lists/lists.ts';
import type { Records } from '#ports/records.ts';
import { entryKey, entryPrefix, readLists } from './list-store.ts';

const PAGE_SIZE = 500;

/** The keys under which people are on lists. `ids` are all ids of them: `platform:native-id` and `platform:@handle`. */
export async function listedKeys(records: Records, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const lists = await readLists(records);
  return lists.flatMap((list) => ids.map((id) => entryKey(list, id)));
}

/** The lists that name a person, with status and note. */
export async function listsOf(records: Records, ids: readonly string[]): Promise<Listed[]> {
  const lists = await readLists(records);
  const keys = lists.flatMap((list) => ids.map((id) => ({ list: list.name, key: entryKey(list, id) })));
  const entries = keys.length === 0 ? [] : await records.get(keys.map(({ key }) => key));
  return entries.flatMap((entry, i) => {
    if (entry === undefined) return [];
    const { status, note, saved_at } = JSON.parse(entry.value) as EntryRecord;
    return [{ list: keys[i]?.list ?? '', status, note, saved_at }];
  });
}

/** The ids of everyone on a list, page by page. */
export async function* listedPeople(records: Records): AsyncGenerator<string[]> {
  for (const list of await readLists(records)) {
    const prefix = entryPrefix(list);
    for await (const page of records.scan(prefix, { pageSize: PAGE_SIZE }))
      yield page.map(({ key }) => key.slice(prefix.length));
  }
}
