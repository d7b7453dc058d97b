import { randomBytes, randomUUID } from 'node:crypto';
import type { AlertRules, SavedRecord } from '#contract/saved/saved-search.ts';
import { MAX_SAVED_SEARCHES, NO_ALERTS } from '#contract/saved/saved-search.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Records } from '#ports/records.ts';
import { ProblemError } from '../http/problem-error.ts';
import { changeRecord } from '../records/change-record.ts';
import { readName } from './name-key.ts';

const SAVED_PREFIX = 'saved/';
const MAX_ROUNDS = 20;

export async function readSavedSearches(records: Records): Promise<SavedRecord[]> {
  const searches: SavedRecord[] = [];
  for await (const page of records.scan(SAVED_PREFIX))
    searches.push(...page.map(({ value }) => decode(value)));
  return searches;
}

/** A record from before there were alerts has none. */
function decode(value: string): SavedRecord {
  return { alerts: NO_ALERTS, to: [], ...(JSON.parse(value) as Omit<SavedRecord, 'alerts' | 'to'>) };
}

/** Throws a 404 problem when there is none. */
export async function readSavedSearch(records: Records, text: string): Promise<SavedRecord> {
  const { name, key } = readName(text);
  const [entry] = await records.get([SAVED_PREFIX + key]);
  if (entry !== undefined) return decode(entry.value);
  throw new ProblemError({
    title: `There is no saved search "${name}"`,
    status: 404,
    code: 'saved_search_unknown',
    hint: { text: 'show the saved searches', command: ['saved', 'list'] },
  });
}

/** A search as it is to be; addresses without their secrets. */
export interface WantedSearch {
  name: string;
  query: string;
  alerts: AlertRules;
  to: readonly { address: string; isSigned: boolean }[];
}

/**
 * Saves a search. Addresses that it had before keep their secrets, new ones get one. Throws a 409 problem when the name has
 * another search and `replace` is false.
 */
export async function saveSearch(
  records: Records,
  wanted: WantedSearch,
  { replace, now }: { replace: boolean; now: number },
): Promise<{ search: SavedRecord; before: SavedRecord | null; outcome: 'added' | 'replaced' | 'unchanged' }> {
  const { name, key } = readName(wanted.name);
  const { query, alerts } = wanted;
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const [entry] = await records.get([SAVED_PREFIX + key]);
    const before = entry === undefined ? null : decode(entry.value);
    const search: SavedRecord = {
      v: 1,
      id: before?.query === query ? before.id : randomUUID(),
      name: before?.name ?? name,
      query,
      created_at: before?.created_at ?? new Date(now).toISOString(),
      alerts,
      to: wanted.to.map(({ address, isSigned }) => ({
        address,
        secret: isSigned ? (secretOf(before, address) ?? newSecret()) : null,
      })),
    };
    const value = JSON.stringify(search);
    const isSame = before !== null && entry?.value === value;
    if (before !== null && !isSame && !replace) throw isThere(before.name, query);
    if (before === null && (await records.count(SAVED_PREFIX)) >= MAX_SAVED_SEARCHES) throw isFull();
    const put = { key: SAVED_PREFIX + key, value, expectedRevision: entry?.revision ?? 0 };
    if (!isSame && !(await records.put([put]))[0]?.ok) continue;
    // Also when nothing changed: an attempt that was cut off may not have come this far.
    await bumpSaved(records);
    return { search, before, outcome: before === null ? 'added' : isSame ? 'unchanged' : 'replaced' };
  }
  throw new UnavailableError('Other processes keep changing the saved search');
}

function secretOf(search: SavedRecord | null, address: string): string | null {
  return search?.to.find((one) => one.address === address)?.secret ?? null;
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64url')}`;
}

/** Its revision changes with every change of a saved search. */
const GENERATION = 'saved-searches';

async function bumpSaved(records: Records): Promise<void> {
  const done = await changeRecord(records, GENERATION, () => '{"v":1}');
  if (done === null) throw new UnavailableError('Other processes keep changing saved searches');
}

/** Reads the saved searches, and again only after one has changed: one read of one record otherwise. */
export function createSavedCache(records: Records): () => Promise<readonly SavedRecord[]> {
  let known: { revision: number; searches: readonly SavedRecord[] } = { revision: 0, searches: [] };
  return async () => {
    const [entry] = await records.get([GENERATION]);
    const revision = entry?.revision ?? 0;
    if (revision !== known.revision) known = { revision, searches: await readSavedSearches(records) };
    return known.searches;
  };
}

export async function removeSavedSearch(records: Records, text: string): Promise<SavedRecord> {
  const search = await readSavedSearch(records, text);
  await records.delete([SAVED_PREFIX + readName(search.name).key]);
  await bumpSaved(records);
  return search;
}

function isThere(name: string, query: string): ProblemError {
  return new ProblemError({
    title: `There is already a saved search "${name}" with another query or other alerts`,
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
    hint: { text: 'show all saved searches, to remove one', command: ['saved'] },
  });
}
