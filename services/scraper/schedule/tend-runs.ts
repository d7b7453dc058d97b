import type { Queue } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import { discoveryLease, makeDiscoveryJob } from '../discovery/handle-job.ts';
import type { DiscoveryStore, RunRecord } from '../discovery/run-record.ts';
import { isOver } from '../discovery/run-record.ts';
import { refreshLease } from '../refresh/handle-refresh-run.ts';
import { makeRefreshRunJob } from '../refresh/refresh-jobs.ts';
import type { RefreshStore } from '../refresh/refresh-record.ts';
import { sourceNow } from '../refresh/refresh-record.ts';
import { resumed } from './pause.ts';

export interface TendDeps {
  records: Records;
  runs: DiscoveryStore;
  refreshes: RefreshStore;
  queue: Queue;
  /** Epoch milliseconds. */
  now(): number;
}

type Unfinished = Pick<RunRecord, 'updated_at' | 'paused_until'>;

/** A run without progress for this long has lost its job. Longer than any wait for a network. */
const ABANDONED_MS = 15 * 60_000;
const KEPT_MS = 7 * 24 * 3_600_000;
const PROBE_MS = 1_000;

/** Gives runs whose job was lost or whose pause is over a new one, and deletes runs that ended a week ago. */
export async function tendRuns(
  { records, runs, refreshes, queue, now }: TendDeps,
  /** Sources that accept no request now. A pause ends early when the operator raises the budget. */
  exhausted: ReadonlySet<string>,
): Promise<void> {
  const at = now();
  const [discoveries, refreshed] = await Promise.all([runs.list(), refreshes.list()]);
  const isOld = ({ updated_at }: { updated_at: number }) => updated_at < at - KEPT_MS;
  const isDue = ({ updated_at, paused_until }: Unfinished, source = '') =>
    paused_until == null ? updated_at < at - ABANDONED_MS : paused_until <= at || !exhausted.has(source);
  const oldRuns = discoveries.filter((run) => isOver(run) && isOld(run)).map(({ id }) => id);
  const oldRefreshes = refreshed.filter((run) => run.state !== 'reading' && isOld(run)).map(({ id }) => id);
  if (oldRuns.length > 0) await runs.remove(oldRuns);
  if (oldRefreshes.length > 0) await refreshes.remove(oldRefreshes);

  const isFree = async (lease: string) => {
    if (!(await records.acquireLease(lease, 'probe', PROBE_MS))) return false;
    await records.releaseLease(lease, 'probe');
    return true;
  };
  // The new time keeps the next rounds from doing the same while the job waits.
  // The part is another one for each such job: a queue may know the ids of the last messages.
  const part = Math.floor(at / 1_000);
  for (const { id } of discoveries.filter((one) => !isOver(one) && isDue(one, one.source))) {
    const stored = (await isFree(discoveryLease(id))) ? await runs.read(id) : null;
    if (stored === null || !(await runs.update(stored, { ...resumed(stored.run), updated_at: at }))) continue;
    await queue.publish('scrape-jobs', [makeDiscoveryJob(id, part)]);
  }
  for (const { id } of refreshed.filter((one) => one.state === 'reading' && isDue(one, sourceNow(one)))) {
    const stored = (await isFree(refreshLease(id))) ? await refreshes.read(id) : null;
    const changes = stored && { ...resumed(stored.run), updated_at: at };
    if (stored === null || changes === null || !(await refreshes.update(stored, changes))) continue;
    await queue.publish('scrape-jobs', [makeRefreshRunJob(id, part)]);
  }
}
