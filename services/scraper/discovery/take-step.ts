import { setTimeout as sleep } from 'node:timers/promises';
import type { DropReason } from '#contract/sources/discovery.ts';
import { DROP_REASONS } from '#contract/sources/discovery.ts';
import type { CandidatePage, LiveSource } from '../sources/live/source.ts';
import type { ReadDeps, ReadOutcome } from '../tracking/read-tracked.ts';
import { readTracked } from '../tracking/read-tracked.ts';
import { namesOfId } from './names-of-id.ts';
import { fitsTopic, scoreCandidate } from './rank-candidates.ts';
import type { RunRecord } from './run-record.ts';

export interface StepDeps extends ReadDeps {
  source: LiveSource;
}

/** Candidates for each profile that is wanted: ranking needs a choice, and many turn out to be too small. */
const POOL_FACTOR = 5;
const MAX_POOL = 5_000;
/** Accounts that are searched around at a time, and pages for each of them. */
const WAVE = 5;
const PAGES_PER_ACCOUNT = 3;
/** Pages of one run, so that a topic that everyone talks about comes to an end. */
const MAX_PAGES = 200;
/** Refusals that a run remembers. */
const MAX_REFUSED = 20;

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
  { source, suppressions, now }: StepDeps,
  signal: AbortSignal,
): Promise<Partial<RunRecord>> {
  await suppressions.load();
  const { wave } = run.snowball;
  const query = wave.length === 0 ? { topic: run.topic, seeds: run.seeds } : { topic: null, seeds: wave };
  const before = new Set(run.pool.slice(0, run.next).map(({ id }) => id));
  const pool = new Map(run.pool.slice(run.next).map(({ id, score }) => [id, score]));
  const refused = [...(run.refused ?? [])];
  let cursor: string | null = null;
  for await (const page of source.discover(query, run.cursor, signal)) {
    for (const candidate of page.candidates) {
      if (suppressions.refusal(namesOfId(source.platform, candidate.id, candidate.username), now())) continue;
      if (candidate.followers !== null && candidate.followers < run.min_followers) continue;
      if (before.has(candidate.id) || (pool.size >= MAX_POOL && !pool.has(candidate.id))) continue;
      const score = scoreCandidate(candidate, run.topic);
      // Around an account there are others of any kind: those that say nothing of the topic are left out.
      if (wave.length > 0 && run.topic !== null && !fitsTopic(candidate, run.topic)) continue;
      pool.set(candidate.id, (pool.get(candidate.id) ?? 0) + score);
    }
    cursor = page.cursor;
    // For kept accounts, a refused list is not reported.
    if (page.refused !== undefined && wave.length === 0) addRefused(refused, page.refused);
    break;
  }
  const pages = run.pages + 1;
  const found = before.size + pool.size;
  const isEnough =
    pool.size >= Math.min(MAX_POOL, (run.limit - run.kept) * POOL_FACTOR) ||
    pages >= (wave.length === 0 ? MAX_PAGES : run.snowball.page_limit);
  const entries = [...pool].map(([id, score]) => ({ id, score: Math.round(score * 1_000) / 1_000 }));
  const read = run.pool.slice(0, run.next);
  const ways = { refused };
  if (cursor !== null && !isEnough) return { pages, cursor, found, ...ways, pool: [...read, ...entries] };
  // Ties keep the order of the network, which is its own ranking.
  entries.sort((a, b) => b.score - a.score);
  const next = { ...run, pages, cursor: null, found, ...ways, pool: [...read, ...entries] };
  if (found === 0 && refused.length > 0) {
    const reasons = new Set(
      refused.map(({ seed, reason }) => (seed === null ? reason : `seed "${seed}": ${reason}`)),
    );
    return { ...next, ...DONE, state: 'failed', reason: [...reasons].join('; ') };
  }
  return entries.length === 0 ? { ...next, ...afterPool(next) } : { ...next, state: 'reading' };
}

function addRefused(
  list: NonNullable<RunRecord['refused']>,
  { seed, fault }: NonNullable<CandidatePage['refused']>,
): void {
  const isKnown = list.some((one) => one.seed === seed && one.reason === fault.message);
  if (!isKnown && list.length < MAX_REFUSED) list.push({ seed, reason: fault.message });
}

async function readBatch(run: RunRecord, deps: StepDeps, signal: AbortSignal): Promise<Partial<RunRecord>> {
  const ids = run.pool.slice(run.next, run.next + deps.source.batchSize).map(({ id }) => id);
  const outcomes = await readUnlessBusy(run, ids, deps, signal);
  const dropped = { ...run.dropped };
  const best = [...run.snowball.best];
  let kept = run.kept;
  for (const [id, outcome] of outcomes) {
    if (KEPT.includes(outcome)) {
      kept++;
      if (best.length < run.snowball.left) best.push(id);
    } else if (isDropReason(outcome)) dropped[outcome]++;
  }
  const next: RunRecord = {
    ...run,
    kept,
    dropped,
    read: run.read + ids.length,
    next: run.next + ids.length,
    snowball: { ...run.snowball, best },
  };
  if (kept >= run.limit) return { ...next, ...DONE };
  return next.next < next.pool.length ? next : { ...next, ...afterPool(next) };
}

/** A run that is over holds no accounts. */
const DONE = { state: 'done', pool: [] as RunRecord['pool'], next: 0 } as const;

/** The pool is used up: the run searches around the best accounts that it kept, as far as its budget allows. */
function afterPool({ snowball, pages }: RunRecord): Partial<RunRecord> {
  const wave = snowball.best.slice(0, Math.min(WAVE, snowball.left));
  if (wave.length === 0) return { ...DONE, snowball: { ...snowball, wave: [], best: [] } };
  return {
    state: 'finding',
    cursor: null,
    snowball: {
      left: snowball.left - wave.length,
      best: snowball.best.slice(wave.length),
      wave,
      page_limit: pages + wave.length * PAGES_PER_ACCOUNT,
    },
  };
}

/** What another process reads at this moment is read again when that process is done or dead. */
async function readUnlessBusy(
  run: RunRecord,
  ids: readonly string[],
  deps: StepDeps,
  signal: AbortSignal,
): Promise<Map<string, ReadOutcome>> {
  const outcomes = new Map<string, ReadOutcome>();
  let left = ids;
  for (let round = 1; left.length > 0 && round <= MAX_ROUNDS; round++) {
    if (round > 1) await sleep(BUSY_MS, undefined, { signal });
    const keptHere = [...outcomes.values()].filter((outcome) => KEPT.includes(outcome)).length;
    const read = await readTracked(
      {
        source: deps.source,
        ids: left,
        holder: `discovery:${run.id}`,
        isFresh: ({ fetched_at, due_at }) =>
          fetched_at >= run.started_at || (due_at !== null && due_at > deps.now()),
        minFollowers: run.min_followers,
        limit: run.limit - run.kept - keptHere,
      },
      deps,
      signal,
    );
    for (const [id, outcome] of read.outcomes) outcomes.set(id, outcome);
    left = left.filter((id) => outcomes.get(id) === 'busy');
  }
  return outcomes;
}

const KEPT: readonly ReadOutcome[] = ['updated', 'unchanged', 'renamed', 'fresh'];
/** Longer than the claim of a process that was killed. */
const MAX_ROUNDS = 30;
const BUSY_MS = 2_000;

function isDropReason(outcome: ReadOutcome): outcome is DropReason {
  return (DROP_REASONS as readonly string[]).includes(outcome);
}
