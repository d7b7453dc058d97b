import type { DropReason } from '#contract/discovery.ts';
import type { PreparedEvent } from '../event.ts';
import { RowError } from '../reading/fields/row-error.ts';
import type { LiveSource, ProfileResult } from '../sources/live/source.ts';
import { scoreCandidate } from './rank-candidates.ts';
import type { RunRecord } from './run-record.ts';

export interface StepDeps {
  source: LiveSource;
  buildEvent(
    reading: Extract<ProfileResult, { reading: unknown }>['reading'],
  ): PreparedEvent | Promise<PreparedEvent>;
  /** Resolves when the events are with the queue. */
  publish(events: readonly PreparedEvent[], signal: AbortSignal): Promise<void>;
  now(): number;
}

/** Candidates for each profile that is wanted: ranking needs a choice, and many turn out to be too small. */
const POOL_FACTOR = 5;
const MAX_POOL = 5_000;
/** Pages of one run, so that a topic that everyone talks about comes to an end. */
const MAX_PAGES = 200;

/**
 * Takes the next step of a run: one page of candidates, or one batch of accounts. The events of a batch are with the
 * queue when it resolves. Rejects with `SourceFault`, with the errors of the queue, or with the signal's reason; the step
 * can then be taken again.
 */
export function takeStep(run: RunRecord, deps: StepDeps, signal: AbortSignal): Promise<Partial<RunRecord>> {
  return run.state === 'finding' ? findPage(run, deps, signal) : readBatch(run, deps, signal);
}

async function findPage(
  run: RunRecord,
  { source }: StepDeps,
  signal: AbortSignal,
): Promise<Partial<RunRecord>> {
  const pool = new Map(run.pool.map(({ id, score }) => [id, score]));
  let cursor: string | null = null;
  for await (const page of source.discover({ topic: run.topic, seeds: run.seeds }, run.cursor, signal)) {
    for (const candidate of page.candidates) {
      if (candidate.followers !== null && candidate.followers < run.min_followers) continue;
      if (pool.size >= MAX_POOL && !pool.has(candidate.id)) continue;
      pool.set(candidate.id, (pool.get(candidate.id) ?? 0) + scoreCandidate(candidate, run.topic));
    }
    cursor = page.cursor;
    break;
  }
  const pages = run.pages + 1;
  const isEnough = pool.size >= Math.min(MAX_POOL, run.limit * POOL_FACTOR) || pages >= MAX_PAGES;
  const entries = [...pool].map(([id, score]) => ({ id, score: Math.round(score * 1_000) / 1_000 }));
  const found = { pages, cursor, pool: entries, found: entries.length };
  if (cursor !== null && !isEnough) return found;
  // Ties keep the order of the network, which is its own ranking.
  entries.sort((a, b) => b.score - a.score);
  return { ...found, cursor: null, state: entries.length === 0 ? 'done' : 'reading' };
}

async function readBatch(run: RunRecord, deps: StepDeps, signal: AbortSignal): Promise<Partial<RunRecord>> {
  const { source, buildEvent, publish } = deps;
  const ids = run.pool.slice(run.next, run.next + source.batchSize).map(({ id }) => id);
  const dropped = { ...run.dropped };
  const drop = (reason: DropReason) => {
    dropped[reason]++;
  };
  const events: PreparedEvent[] = [];
  for await (const result of source.profiles(ids, signal, { minFollowers: run.min_followers })) {
    if ('absent' in result) drop(result.absent);
    else if (run.kept + events.length < run.limit) {
      try {
        events.push(await buildEvent(result.reading));
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        drop('unreadable');
      }
    }
  }
  if (events.length > 0) await publish(events, signal);
  const next = run.next + ids.length;
  const kept = run.kept + events.length;
  const isDone = kept >= run.limit || next >= run.pool.length;
  return { next, kept, dropped, read: run.read + ids.length, ...(isDone && { state: 'done' }) };
}
