import type { Queue } from '#ports/queue.ts';
import { makeRefreshJob } from '../refresh/refresh-jobs.ts';
import type { LiveSource } from '../sources/live/source.ts';
import type { TrackStore } from '../tracking/track-store.ts';

export interface PlanDeps {
  tracks: TrackStore;
  queue: Queue;
  /** Epoch milliseconds. */
  now(): number;
}

/** Batches in one round: about what a source reads until the next one, so that other jobs are not held up. */
const BATCHES = 8;
/** A job that was lost is planned again after this long. */
const POSTPONED_MS = 30 * 60_000;

/**
 * Leaves jobs for the profiles of a source that are due. They are postponed after that: killed in between, the next
 * round leaves the same jobs once more, and the scraper that runs them finds the profiles fresh. Returns how many profiles.
 */
export async function planDueRefreshes(
  { name, batchSize }: Pick<LiveSource, 'name' | 'batchSize'>,
  { tracks, queue, now }: PlanDeps,
): Promise<number> {
  const at = now();
  const due = await tracks.due(name, at, batchSize * BATCHES);
  if (due.length === 0) return 0;
  const jobs = [];
  for (let from = 0; from < due.length; from += batchSize) {
    const ids = due.slice(from, from + batchSize).map(({ profile }) => profile.id);
    jobs.push(makeRefreshJob({ source: name, ids, planned_at: at }));
  }
  await queue.publish('scrape-jobs', jobs);
  // One that was read meanwhile has a due time of its own by now: that write fails, as it should.
  await tracks.write(
    due.map(({ profile, revision }) => ({
      profile: { ...profile, due_at: at + POSTPONED_MS },
      revision,
      dueBefore: profile.due_at,
    })),
  );
  return due.length;
}
