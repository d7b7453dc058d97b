import type { HashPersonKey } from '#runtime/privacy/person-keys.ts';
import { personKeys } from '#runtime/privacy/person-keys.ts';
import { LIVE_SOURCES } from '../sources/registry.ts';
import { namesOfId } from './names-of-id.ts';
import type { DiscoveryStore, RunRecord } from './run-record.ts';

const MAX_ATTEMPTS = 20;

/** Removes people from the accounts and seeds of all discovery runs; returns from how many runs. */
export async function forgetInRuns(
  runs: DiscoveryStore,
  hashes: ReadonlySet<string>,
  hashKey: HashPersonKey,
): Promise<number> {
  let changed = 0;
  for (const { id } of await runs.list()) {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const stored = await runs.read(id);
      const changes = stored && without(stored.run, hashes, hashKey);
      if (stored === null || changes === null) break;
      // A step may be recorded between the read and the write.
      if (!(await runs.update(stored, changes))) continue;
      changed++;
      break;
    }
  }
  return changed;
}

/** `null` when the run names none of them. */
function without(
  run: RunRecord,
  hashes: ReadonlySet<string>,
  hashKey: HashPersonKey,
): Partial<RunRecord> | null {
  const platform = LIVE_SOURCES.find(({ name }) => name === run.source)?.platform;
  if (platform === undefined) return null;
  const isMeant = (id: string) => personKeys(namesOfId(platform, id)).some((key) => hashes.has(hashKey(key)));
  const pool = run.pool.filter(({ id }) => !isMeant(id));
  const seeds = run.seeds.filter((seed) => !isMeant(seed));
  const best = run.snowball.best.filter((id) => !isMeant(id));
  const wave = run.snowball.wave.filter((id) => !isMeant(id));
  const count = ({ pool, seeds, snowball }: Pick<RunRecord, 'pool' | 'seeds' | 'snowball'>) =>
    pool.length + seeds.length + snowball.best.length + snowball.wave.length;
  const snowball = { ...run.snowball, best, wave };
  if (count({ pool, seeds, snowball }) === count(run)) return null;
  const next = run.pool.slice(0, run.next).filter(({ id }) => !isMeant(id)).length;
  return { pool, seeds, snowball, next };
}
