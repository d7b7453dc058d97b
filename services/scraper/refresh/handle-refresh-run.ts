import type { RefreshRunJob } from '#contract/scrape-job.ts';
import type { RefreshOutcome } from '#contract/sources/refresh.ts';
import { REFRESH_OUTCOMES } from '#contract/sources/refresh.ts';
import type { Verdict } from '#ports/queue.ts';
import type { LeaseDeps } from '../jobs/with-lease.ts';
import { withLease } from '../jobs/with-lease.ts';
import { isPaused, resumed } from '../schedule/pause.ts';
import { SourceFault } from '../sources/live/source-fault.ts';
import type { ReadOutcome } from '../tracking/read-tracked.ts';
import { readTracked } from '../tracking/read-tracked.ts';
import type { RefreshDeps } from './handle-refresh-job.ts';
import { readElsewhere } from './handle-refresh-job.ts';
import { makeRefreshRunJob } from './refresh-jobs.ts';
import type { RefreshRecord, RefreshStore } from './refresh-record.ts';

export interface RefreshRunDeps extends RefreshDeps, LeaseDeps {
  refreshes: RefreshStore;
}

const MAX_ATTEMPTS = 4;
/** A job is done after this long at the next batch, well before a broker takes its consumer for dead. */
const PART_MS = 10 * 60_000;

export const refreshLease = (run: string) => `refresh:${run}`;

/**
 * Reads the batches of a refresh until it is over. Each is recorded, so a job that is delivered again after a crash
 * repeats only the batch that was under way, and of that only what was not read.
 */
export async function handleRefreshRun(
  job: RefreshRunJob,
  attempt: number,
  deps: RefreshRunDeps,
  signal: AbortSignal,
): Promise<Verdict> {
  const verdict = await withLease(refreshLease(job.run), deps, signal, () =>
    continueRun(job, attempt, deps, signal),
  );
  // Another process carries the run out, with a delivery of its own.
  return verdict ?? { kind: 'ack' };
}

async function continueRun(
  job: RefreshRunJob,
  attempt: number,
  deps: RefreshRunDeps,
  signal: AbortSignal,
): Promise<Verdict> {
  const { refreshes, queue, logger, now } = deps;
  const until = now() + PART_MS;
  for (;;) {
    const stored = await refreshes.read(job.run);
    if (stored === null || stored.run.state !== 'reading' || isPaused(stored.run, now()))
      return { kind: 'ack' };
    if (now() > until) {
      await queue.publish('scrape-jobs', [makeRefreshRunJob(job.run, job.part + 1)], signal);
      return { kind: 'ack' };
    }
    const { run } = stored;
    try {
      const changes = await takeBatch(run, deps, signal);
      await refreshes.update(stored, { ...changes, ...resumed(run), updated_at: now() });
    } catch (error) {
      if (!(error instanceof SourceFault)) throw error;
      const { message, kind, retryAfterMs } = error;
      if (kind === 'passing' && attempt < MAX_ATTEMPTS) {
        const verdict = { kind: 'retry', reason: message, cause: 'unavailable' } as const;
        return retryAfterMs === null ? verdict : { ...verdict, delayMs: retryAfterMs };
      }
      if (kind === 'exhausted' && retryAfterMs !== null) {
        // The scheduler of any scraper queues the next job when it is due.
        const pause = { reason: message, paused_until: now() + retryAfterMs };
        if (await refreshes.update(stored, { ...pause, updated_at: now() })) return { kind: 'ack' };
        continue;
      }
      logger.warn({ run: job.run, reason: message }, 'refresh of a source ended');
      const sources = run.sources.slice(1);
      const isOver = sources.length === 0;
      const hasRead = run.done > 0 && run.scope !== 'profiles';
      await refreshes.update(stored, {
        ...{ sources, after: null, reason: message, updated_at: now() },
        ...(isOver && { state: hasRead ? 'done' : 'failed', targets: [] }),
      });
    }
  }
}

async function takeBatch(
  run: RefreshRecord,
  deps: RefreshRunDeps,
  signal: AbortSignal,
): Promise<Partial<RefreshRecord>> {
  const { source: name, ids, next } = await nextBatch(run, deps);
  if (name === null) return { state: 'done', targets: [], ...next };
  if (ids.length === 0) return next;
  const { outcomes, movedTo } = await readTracked(
    {
      source: await deps.openSource(name),
      ids,
      holder: `refresh:${run.id}`,
      isFresh: ({ fetched_at }) => fetched_at >= run.started_at,
      removesUntracked: run.scope === 'profiles',
    },
    deps,
    signal,
  );
  await readElsewhere(name, movedTo, deps, signal);
  const counts = { ...run.outcomes };
  for (const outcome of outcomes.values()) counts[countedAs(outcome)]++;
  return { ...next, outcomes: counts, done: run.done + outcomes.size };
}

interface Batch {
  /** `null` when nothing is left. */
  source: string | null;
  ids: string[];
  /** How the record continues after the batch. */
  next: Partial<RefreshRecord>;
}

async function nextBatch(run: RefreshRecord, { tracks, openSource }: RefreshRunDeps): Promise<Batch> {
  if (run.scope === 'profiles') {
    const [first] = run.targets;
    if (first === undefined) return { source: null, ids: [], next: {} };
    const { batchSize } = await openSource(first.source);
    const same = run.targets.filter(({ source }) => source === first.source).slice(0, batchSize);
    const targets = run.targets.filter((target) => !same.includes(target));
    return { source: first.source, ids: same.map(({ id }) => id), next: { targets } };
  }
  const [source = null] = run.sources;
  if (source === null) return { source, ids: [], next: {} };
  const { batchSize } = await openSource(source);
  const after = run.after ?? undefined;
  const page =
    run.scope === 'all'
      ? await tracks.page(source, batchSize, after)
      : await tracks.due(source, run.started_at, batchSize, after);
  const last = page.at(-1);
  return {
    source,
    ids: page.map(({ profile }) => profile.id),
    next: last === undefined ? { sources: run.sources.slice(1), after: null } : { after: last.position },
  };
}

/** `fresh`: this refresh had read it before a crash. */
function countedAs(outcome: ReadOutcome): RefreshOutcome {
  if (outcome === 'fresh') return 'updated';
  return REFRESH_OUTCOMES.find((one) => one === outcome) ?? 'skipped';
}
