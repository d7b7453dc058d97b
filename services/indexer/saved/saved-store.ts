import { randomUUID } from 'node:crypto';
import type { SavedRecord } from '#contract/saved/saved-search.ts';
import { MAX_SAVED_SEARCHES } from '#contract/saved/saved-search.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Records } from '#ports/records.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import { readName } from './name-key.ts';

const SAVED_PREFIX = 'saved/';
const MAX_ROUNDS = 20;

export async function readSavedSearches(records: Records): Promise<SavedRecord[]> {
  const searches: SavedRecord[] = [];
  for await (const page of records.scan(SAVED_PREFIX))
    searches.push(...page.map(({ value }) => JSON.parse(value) as SavedRecord));
  return searches;
}

/** Throws a 404 problem when there is none. */
export async function readSavedSearch(records: Records, text: string): Promise<SavedRecord> {
  const { name, key } = readName(text);
  const [entry] = await records.get([SAVED_PREFIX + key]);
  if (entry !== undefined) return JSON.parse(entry.value) as SavedRecord;
  throw new ProblemError({
    title: `There is no saved search "${name}"`,
    status: 404,
    code: 'saved_search_unknown',
    hint: { text: 'show the saved searches', command: ['saved', 'list'] },
  });
}

/** Throws a 409 problem when the name has another query and `replace` is false. */
export async function saveSearch(
  records: Records,
  { name: text, query, replace, now }: { name: string; query: string; replace: boolean; now: number },
): Promise<{ search: SavedRecord; outcome: 'added' | 'replaced' | 'unchanged' }> {
  const { name, key } = readName(text);
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const [entry] = await records.get([SAVED_PREFIX + key]);
    const before = entry && (JSON.parse(entry.value) as SavedRecord);
    if (before?.query === query) return { search: before, outcome: 'unchanged' };
    if (before !== undefined && !replace) throw isThere(name, query);
    if (before === undefined && (await records.count(SAVED_PREFIX)) >= MAX_SAVED_SEARCHES) throw isFull();
    const search: SavedRecord = {
      v: 1,
      id: randomUUID(),
      name,
      query,
      created_at: new Date(now).toISOString(),
    };
    const put = {
      key: SAVED_PREFIX + key,
      value: JSON.stringify(search),
      expectedRevision: entry?.revision ?? 0,
    };
    if ((await records.put([put]))[0]?.ok)
      return { search, outcome: before === undefined ? 'added' : 'replaced' };
  }
  throw new UnavailableError('Other processes keep changing the saved search');
}

export async function removeSavedSearch(records: Records, text: string): Promise<SavedRecord> {
  const search = await readSavedSearch(records, text);
  await records.delete([SAVED_PREFIX + readName(search.name).key]);
  return search;
}

function isThere(name: string, query: string): ProblemError {
  return new ProblemError({
    title: `There is another saved search "${name}"`,
    status: 409,
    code: 'saved_search_exists',
    // A query can begin with a minus sign.
    hint: { text: 'replace it', command: ['saved', 'add', '--replace', '--', name, query] },
  });
}

function isFull(): ProblemError {
  return new ProblemError({
    title: `An instance has at most ${MAX_SAVED_SEARCHES} saved searches`,
    status: 409,
    code: 'too_many_saved_searches',
    hint: { text: 'remove one', command: ['saved', 'remove', 'NAME'] },
  });
}
