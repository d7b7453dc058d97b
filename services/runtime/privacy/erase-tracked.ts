import { SOURCE_OPTIONS } from '#contract/source-plan.ts';
import type { TrackedProfile } from '#contract/tracked-profile.ts';
import { dueKey, trackedKey } from '#contract/tracked-profile.ts';
import type { Records } from '#ports/records.ts';
import type { PersonNames } from './person-keys.ts';

/** Discoveries and refreshes that are under way hold accounts that they will read. */
const RUN_PREFIXES = ['discovery:', 'refresh:'];
const MAX_ROUNDS = 20;

/**
 * Erases what the scraper remembers of people for their next refresh, and takes them out of running discoveries. Rejects
 * with the errors of the records; it can be repeated.
 */
export async function eraseTracked(records: Records, people: readonly PersonNames[]): Promise<void> {
  const ids = [...new Set(people.flatMap(({ native_id, usernames }) => [native_id, ...usernames]))].filter(
    (id) => id !== null,
  );
  if (ids.length === 0) return;
  const places = Object.keys(SOURCE_OPTIONS).flatMap((source) => ids.map((id) => ({ source, id })));
  const keys = places.map(({ source, id }) => trackedKey(source, id));
  const entries = await records.get(keys);
  const found = entries.flatMap((entry, i) => {
    if (entry === undefined) return [];
    const { source, id } = places[i] as { source: string; id: string };
    const { due_at } = JSON.parse(entry.value) as Pick<TrackedProfile, 'due_at'>;
    return [entry.key, ...(due_at === null ? [] : [dueKey(source, id, due_at)])];
  });
  if (found.length > 0) await records.erase(found);
  await leaveRuns(records, new Set(ids));
}

interface RunPool {
  pool?: { id: string }[];
  next?: number;
  snowball?: { best: string[]; wave: string[] };
  targets?: { id: string }[];
}

async function leaveRuns(records: Records, ids: ReadonlySet<string>): Promise<void> {
  for (const prefix of RUN_PREFIXES) {
    for await (const page of records.scan(prefix)) {
      for (const { key, value } of page) if (without(value, ids) !== null) await change(records, key, ids);
    }
  }
}

async function change(records: Records, key: string, ids: ReadonlySet<string>): Promise<void> {
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const [entry] = await records.get([key]);
    const value = entry === undefined ? null : without(entry.value, ids);
    if (entry === undefined || value === null) return;
    const [result] = await records.put([{ key, value, expectedRevision: entry.revision }]);
    if (result?.ok) return;
  }
}

/** The run without these accounts; `null` when it does not hold them. */
function without(value: string, ids: ReadonlySet<string>): string | null {
  const run = JSON.parse(value) as RunPool;
  const { pool = [], next = 0, snowball, targets = [] } = run;
  const isHeld = [
    ...[...pool, ...targets].map(({ id }) => id),
    ...(snowball?.best ?? []),
    ...(snowball?.wave ?? []),
  ];
  if (!isHeld.some((id) => ids.has(id))) return null;
  const readBefore = pool.slice(0, next).filter(({ id }) => ids.has(id)).length;
  const others = (list: readonly string[]) => list.filter((id) => !ids.has(id));
  return JSON.stringify({
    ...run,
    ...(run.pool && { pool: pool.filter(({ id }) => !ids.has(id)), next: next - readBefore }),
    ...(run.targets && { targets: targets.filter(({ id }) => !ids.has(id)) }),
    ...(snowball && { snowball: { ...snowball, best: others(snowball.best), wave: others(snowball.wave) } }),
  });
}
