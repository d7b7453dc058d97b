import type { EntriesAdded, GivenEntry, ListRecord } from '#contract/lists/lists.ts';
import { UnavailableError } from '#ports/errors.ts';
import { readId } from '../people/read-who.ts';
import type { ListDeps } from './list-deps.ts';
import { changeEntries, deleteEntries, entryKey, entryPrefix, isThere } from './list-store.ts';
import { currentIds } from './show-entries.ts';

/**
 * Adds people to a list, and changes those who are on it. People who were forgotten are refused, also when they are
 * forgotten at the same time: the suppression list is read again after the write.
 */
export async function addEntries(
  given: readonly GivenEntry[],
  list: ListRecord,
  { records, suppressions, now }: ListDeps,
): Promise<Omit<EntriesAdded, 'name'>> {
  await suppressions.load();
  const ids = await currentIds(
    given.map(({ id }) => id),
    records,
  );
  const isRefused = (id: string) => {
    const names = readId(id);
    return names === null || suppressions.refusal(names, now()) !== undefined;
  };
  const wanted = new Map<string, GivenEntry>();
  const refused = new Set<string>();
  for (const [i, entry] of given.entries()) {
    const id = ids[i] ?? entry.id;
    if (isRefused(id) || isRefused(entry.id)) refused.add(id);
    else wanted.set(entryKey(list, id), { ...wanted.get(entryKey(list, id)), ...entry });
  }
  const done = await changeEntries(records, [...wanted.keys()], (key, before) => {
    const { status, note, saved_at } = wanted.get(key) ?? {};
    return {
      v: 1,
      status: status ?? before?.status ?? 'new',
      note: note ?? before?.note ?? '',
      saved_at: saved_at ?? before?.saved_at ?? new Date(now()).toISOString(),
    };
  });
  const version = suppressions.version();
  if ((await suppressions.load()) !== version) {
    const late = [...wanted.keys()].filter((key) => isRefused(key.slice(entryPrefix(list).length)));
    if (late.length > 0) await records.erase(late);
  }
  if (!(await isThere(records, list))) {
    await deleteEntries(records, list);
    throw new UnavailableError('The list was removed at the same time');
  }
  return { ...done, refused: refused.size };
}
