import type { Queue } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import { discoveryLease, makeDiscoveryJob } from '../discovery/handle-job.ts';
import type { RunStore } from '../discovery/run-record.ts';
import { isOver } from '../discovery/run-record.ts';
import { refreshLease } from '../refresh/handle-refresh-run.ts';
import { makeRefreshRunJob } from '../refresh/refresh-jobs.ts';
import type { RefreshStore } from '../refresh/refresh-record.ts';

export interface TendDeps {
  records: Records;
  runs: RunStore;
  refreshes: RefreshStore;
  queue: Queue;
  /** Epoch milliseconds. */
  now(): number;
}

/** A run without progress for this long has lost its job. Longer than any wait for a network. */
const ABANDONED_MS = 15 * 60_000;
const KEPT_MS = 7 * 24 * 3_600_000;
const PROBE_MS = 1_000;

/** Gives runs whose job was lost a new one, and deletes runs that ended a week ago. */
export async function tendRuns({ records, runs, refreshes, queue, now }: TendDeps): Promise<void> {
  const at = now();
  const [discoveries, refreshed] = await Promise.all([runs.list(), refreshes.list()]);
  const isOld = ({ updated_at }: { updated_at: number }) => updated_at < at - KEPT_MS;
  const isAbandoned = ({ updated_at }: { updated_at: number }) => updated_at < at - ABANDONED_MS;
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
  for (const { id } of discoveries.filter((one) => !isOver(one) && isAbandoned(one))) {
    const stored = (await isFree(discoveryLease(id))) ? await runs.read(id) : null;
    if (stored === null || !(await runs.update(stored, { updated_at: at }))) continue;
    await queue.publish('scrape-jobs', [makeDiscoveryJob(id, stored.run.pages + stored.run.next)]);
  }
  for (const { id } of refreshed.filter((one) => one.state === 'reading' && isAbandoned(one))) {
    const stored = (await isFree(refreshLease(id))) ? await refreshes.read(id) : null;
    if (stored === null || !(await refreshes.update(stored, { updated_at: at }))) continue;
    await queue.publish('scrape-jobs', [makeRefreshRunJob(id, stored.run.done)]);
  }
}
