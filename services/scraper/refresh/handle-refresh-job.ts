import type { RefreshJob } from '#contract/scrape-job.ts';
import type { TrackedProfile } from '#contract/sources/tracked-profile.ts';
import type { Queue, Verdict } from '#ports/queue.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { LiveSource } from '../sources/live/source.ts';
import { SourceFault } from '../sources/live/source-fault.ts';
import type { ReadDeps } from '../tracking/read-tracked.ts';
import { readTracked } from '../tracking/read-tracked.ts';
import { makeRefreshJob } from './refresh-jobs.ts';
import type { TakeTurns } from './take-turns.ts';

export interface RefreshDeps extends ReadDeps {
  queue: Queue;
  logger: Logger;
  turns: TakeTurns;
  /** Rejects with a `SourceFault` for a source that is not known or not configured. */
  openSource(name: string): Promise<LiveSource>;
}

/** Deliveries of a job whose faults may pass. Afterwards its profiles are due again, and planned again. */
const MAX_ATTEMPTS = 4;

/**
 * Reads the profiles of a job again, but for those that were read since it was planned: a job that is delivered twice
 * fetches nothing twice.
 */
export async function handleRefreshJob(
  job: RefreshJob,
  attempt: number,
  deps: RefreshDeps,
  signal: AbortSignal,
): Promise<Verdict> {
  try {
    const source = await deps.openSource(job.source);
    const request = {
      source,
      ids: job.ids,
      holder: `job:${job.job_id}`,
      isFresh: ({ fetched_at }: TrackedProfile) => fetched_at >= job.planned_at,
    };
    // One batch of a source at a time: killed in the middle, a process repeats no more than that.
    const { movedTo } = await deps.turns(job.source, signal, () => readTracked(request, deps, signal));
    await readElsewhere(job.source, movedTo, deps, signal);
  } catch (error) {
    if (!(error instanceof SourceFault)) throw error;
    if (error.kind === 'passing' && attempt < MAX_ATTEMPTS) {
      const { message, retryAfterMs } = error;
      return {
        ...{ kind: 'retry', reason: message, cause: 'unavailable' },
        ...(retryAfterMs !== null && { delayMs: retryAfterMs }),
      };
    }
    deps.logger.warn({ source: job.source, reason: error.message }, 'profiles not refreshed');
  }
  return { kind: 'ack' };
}

/** Accounts that others moved to are read in their place. */
export async function readElsewhere(
  source: string,
  ids: readonly string[],
  { queue, now }: Pick<RefreshDeps, 'queue' | 'now'>,
  signal: AbortSignal,
): Promise<void> {
  if (ids.length === 0) return;
  await queue.publish('scrape-jobs', [makeRefreshJob({ source, ids: [...ids], planned_at: now() })], signal);
}
