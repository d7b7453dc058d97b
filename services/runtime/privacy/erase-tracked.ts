import { SOURCE_OPTIONS } from '#contract/sources/source-plan.ts';
import type { TrackedProfile } from '#contract/sources/tracked-profile.ts';
import { dueKey, trackedKey } from '#contract/sources/tracked-profile.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Records } from '#ports/records.ts';
import { changeRecord } from '../records/change-record.ts';
import type { PersonNames } from './person-keys.ts';

/** Discoveries and refreshes that are under way hold accounts that they will read. */
const RUN_PREFIXES = ['discovery:', 'refresh:'];

/**
 * Erases what the scraper remembers of people for their next refresh, and takes them out of running discoveries. Rejects
 * with the errors of the records; it can be repeated.
 */
export async function eraseTracked(records: Records, people: readonly PersonNames[]): Promise<void> {
  const ids = idsOf(people);
  if (ids.length === 0) return;
  const keys = (await readTracked(records, people)).flatMap(({ source, id, due_at }) => [
    trackedKey(source, id),
    ...(due_at === null ? [] : [dueKey(source, id, due_at)]),
  ]);
  if (keys.length > 0) await records.erase(keys);
  await leaveRuns(records, new Set(ids));
}

/** What the scraper remembers of people for their next refresh. */
export async function readTracked(
  records: Records,
  people: readonly PersonNames[],
): Promise<TrackedProfile[]> {
  const ids = idsOf(people);
  const keys = Object.keys(SOURCE_OPTIONS).flatMap((source) => ids.map((id) => trackedKey(source, id)));
  const entries = keys.length === 0 ? [] : await records.get(keys);
  return entries.flatMap((entry) => (entry === undefined ? [] : (JSON.parse(entry.value) as TrackedProfile)));
}

function idsOf(people: readonly PersonNames[]): string[] {
  const ids = people.flatMap(({ native_id, usernames }) => [native_id, ...usernames]);
  return [...new Set(ids)].filter((id) => id !== null);
}

interface RunPool {
  pool?: { id: string }[];
  next?: number;
  seeds?: string[];
  snowball?: { best: string[]; wave: string[] };
  /** Of a refresh. */
  targets?: { id: string }[];
  after?: string | null;
}

async function leaveRuns(records: Records, ids: ReadonlySet<string>): Promise<void> {
  await Promise.all(
    RUN_PREFIXES.map(async (prefix) => {
      for await (const page of records.scan(prefix)) {
        for (const { key, value } of page) if (without(value, ids) !== null) await change(records, key, ids);
      }
    }),
  );
}

async function change(records: Records, key: string, ids: ReadonlySet<string>): Promise<void> {
  const done = await changeRecord(records, key, (stored) =>
    stored === undefined ? null : without(stored.value, ids),
  );
  if (done === null) throw new UnavailableError('Other processes keep changing the discovery or refresh');
}

/** The run without these accounts; `null` when it does not hold them. */
function without(value: string, ids: ReadonlySet<string>): string | null {
  const run = JSON.parse(value) as RunPool;
  const { pool, next = 0, seeds, snowball, targets, after } = run;
  const isOther = (id: string) => !ids.has(id);
  const readBefore = (pool ?? []).slice(0, next).filter(({ id }) => !isOther(id)).length;
  const changed: RunPool = {
    ...run,
    ...(pool && { pool: pool.filter(({ id }) => isOther(id)), next: next - readBefore }),
    ...(seeds && { seeds: seeds.filter((seed) => isOther(seed) && isOther(seed.toLowerCase())) }),
    ...(snowball && {
      snowball: { ...snowball, best: snowball.best.filter(isOther), wave: snowball.wave.filter(isOther) },
    }),
    ...(targets && { targets: targets.filter(({ id }) => isOther(id)) }),
    // The position of a refresh ends with an id: it starts again, and finds what it has read fresh.
    ...(after != null && [...ids].some((id) => after.endsWith(id)) && { after: null }),
  };
  const text = JSON.stringify(changed);
  return text === JSON.stringify(run) ? null : text;
}
