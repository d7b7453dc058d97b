import { randomUUID } from 'node:crypto';
import { MAX_LISTS } from '#contract/lists/limits.ts';
import type { EntryRecord, ListRecord } from '#contract/lists/lists.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { RecordEntry, Records } from '#ports/records.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import { readName } from '#runtime/saved/name-key.ts';

const LIST_PREFIX = 'list/';
/** Where a list is stored, by its name. Throws a 400 problem for what is no name. */
export const listKey = (name: string) => LIST_PREFIX + readName(name).key;
/** Every entry of a list is a separate record, so that several users can add to it at the same time. */
export const entryPrefix = (list: ListRecord) => `listed/${list.id}/`;
export const entryKey = (list: ListRecord, person: string) => entryPrefix(list) + person;
const PAGE_SIZE = 500;
const MAX_ROUNDS = 20;

export async function readLists(records: Records): Promise<ListRecord[]> {
  const lists: ListRecord[] = [];
  for await (const page of records.scan(LIST_PREFIX))
    lists.push(...page.map(({ value }) => JSON.parse(value) as ListRecord));
  return lists;
}

/** Throws a 404 problem when there is none. */
export async function readList(records: Records, name: string): Promise<ListRecord> {
  const { key } = readName(name);
  const [entry] = await records.get([LIST_PREFIX + key]);
  if (entry !== undefined) return JSON.parse(entry.value) as ListRecord;
  throw new ProblemError({
    title: `There is no list "${readName(name).name}"`,
    status: 404,
    code: 'list_unknown',
    hint: { text: 'show the lists', command: ['list'] },
  });
}

export async function ensureList(records: Records, text: string, now: number): Promise<ListRecord> {
  const { name, key } = readName(text);
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const [entry] = await records.get([LIST_PREFIX + key]);
    if (entry !== undefined) return JSON.parse(entry.value) as ListRecord;
    if ((await records.count(LIST_PREFIX)) >= MAX_LISTS) {
      throw new ProblemError({
        title: `An instance has at most ${MAX_LISTS} lists`,
        status: 409,
        code: 'too_many_lists',
        hint: { text: 'show all lists, to remove one', command: ['list'] },
      });
    }
    const list: ListRecord = { v: 1, id: randomUUID(), name, created_at: new Date(now).toISOString() };
    const put = { key: LIST_PREFIX + key, value: JSON.stringify(list), expectedRevision: 0 };
    if ((await records.put([put]))[0]?.ok) return list;
  }
  throw new UnavailableError('Other processes keep changing the list');
}

/**
 * Changes entries: `change` gets what is stored, and returns what is to be stored, or the same. Returns the keys of which
 * something was written. It is repeated for entries that another writer changes meanwhile.
 */
export async function changeEntries(
  records: Records,
  keys: readonly string[],
  change: (key: string, before: EntryRecord | undefined) => EntryRecord,
): Promise<{ added: number; changed: number; unchanged: number }> {
  const done = { added: 0, changed: 0, unchanged: 0 };
  let left = keys;
  for (let round = 1; left.length > 0 && round <= MAX_ROUNDS; round++) {
    const entries = await records.get(left);
    const puts = left.flatMap((key, i) => {
      const entry = entries[i];
      const value = JSON.stringify(change(key, entry && (JSON.parse(entry.value) as EntryRecord)));
      if (value === entry?.value) done.unchanged++;
      return value === entry?.value ? [] : [{ key, value, expectedRevision: entry?.revision ?? 0 }];
    });
    const before = new Map(puts.map(({ key, expectedRevision }) => [key, expectedRevision]));
    const results = puts.length === 0 ? [] : await records.put(puts);
    for (const { key, ok } of results) if (ok) done[before.get(key) === 0 ? 'added' : 'changed']++;
    left = results.filter(({ ok }) => !ok).map(({ key }) => key);
  }
  if (left.length > 0) throw new UnavailableError('Other processes keep changing the list');
  return done;
}

/** Deletes a list: its entries first, so that no entry remains without a list. Returns the number of entries. */
export async function deleteList(records: Records, list: ListRecord): Promise<number> {
  const removed = await deleteEntries(records, list);
  await records.delete([listKey(list.name)]);
  // One that was added at the same time.
  return removed + (await deleteEntries(records, list));
}

export async function deleteEntries(records: Records, list: ListRecord): Promise<number> {
  let removed = 0;
  for await (const page of records.scan(entryPrefix(list), { pageSize: PAGE_SIZE })) {
    await records.delete(page.map(({ key }) => key));
    removed += page.length;
  }
  return removed;
}

/** Whether the list exists, also under a name that it got meanwhile. */
export async function isThere(records: Records, list: ListRecord): Promise<boolean> {
  const [entry] = await records.get([listKey(list.name)]);
  if (entry !== undefined && (JSON.parse(entry.value) as ListRecord).id === list.id) return true;
  return (await readLists(records)).some(({ id }) => id === list.id);
}

/** One page of a list, and the key after which the next one begins. */
export async function readPage(
  records: Records,
  list: ListRecord,
  after: string | undefined,
  limit: number,
): Promise<RecordEntry[]> {
  const options = { pageSize: limit, ...(after !== undefined && { after: entryKey(list, after) }) };
  for await (const page of records.scan(entryPrefix(list), options)) return page;
  return [];
}
