import type { ProfileRecord } from '#contract/profile-record.ts';
import type { Verdict } from '#ports/queue.ts';
import { inSpan, startShared } from '#runtime/telemetry/tracing/shared-span.ts';
import { NO_TRACER } from '#runtime/telemetry/tracing/tracer.ts';
import type { EventOutcome } from '../metrics.ts';
import type { EventGuard } from '../removal/guard-events.ts';
import type { PendingEvent, ProfileChange } from './batch.ts';
import type { NewnessGuess } from './expect-new.ts';
import type { ImportTallies, ImportTally } from './import-tallies.ts';
import type { IndexDeps, IndexResult } from './index-written.ts';
import { indexWritten } from './index-written.ts';
import { planBatch } from './plan-batch.ts';
import { readState } from './read-state.ts';
import { overtakenByAlias } from './settle-handles.ts';
import { writePlan } from './write-plan.ts';

/** Maximum number of new plans for a batch when other writers change the same profiles. */
const MAX_ROUNDS = 8;

export interface ProcessDeps extends IndexDeps {
  /** Default: nothing is counted. */
  tallies?: ImportTallies;
  newness: NewnessGuess;
  guard: EventGuard;
}

export interface EventResult {
  verdict: Verdict;
  outcome: EventOutcome;
}

/**
 * Writes events to records and documents; returns a result for each, in order. Safe to repeat from any point, with
 * `isAgain`: records are written first, then the index, and it resolves after both. Rejects with the errors of the ports;
 * then the state of every event is unknown.
 */
export function processEvents(
  events: readonly PendingEvent[],
  deps: ProcessDeps,
  signal: AbortSignal,
  isAgain = false,
): Promise<EventResult[]> {
  return deps.guard.around(async () => {
    const { admitted, version } = await deps.guard.admit(events, isAgain);
    const records: ProfileRecord[] = [];
    const results = new Map<PendingEvent, EventResult>();
    try {
      await writeEvents(admitted, { deps, signal, results, records });
    } catch (error) {
      // A further attempt does not know which records this one wrote.
      await deps.guard.recheck(admitted, records, version).catch(() => {});
      throw error;
    }
    // Before the messages are settled, so that a reader that sees an empty queue also sees the sums.
    const flushed = deps.tallies?.flush();
    await deps.guard.recheck(admitted, records, version);
    await flushed;
    const accepted = new Set(admitted);
    return events.map((event) => (accepted.has(event) ? (results.get(event) ?? CONTENDED) : SUPPRESSED));
  });
}

interface Writing {
  deps: ProcessDeps;
  signal: AbortSignal;
  /** Receives a result for each event that was not contended. */
  results: Map<PendingEvent, EventResult>;
  /** Receives the records that were written. */
  records: ProfileRecord[];
}

async function writeEvents(
  events: readonly PendingEvent[],
  { deps, signal, results, records }: Writing,
): Promise<void> {
  let pending = events;
  for (let round = 1; pending.length > 0 && round <= MAX_ROUNDS; round++) {
    const unread = round === 1 && deps.newness.isLikely() ? pending.filter(canGoUnread) : [];
    const { settled, again } = await processRound(pending, {
      unread: new Set(unread),
      records,
      deps,
      signal,
    });
    if (round === 1) deps.newness.learn(settled.length + again.length, settled.filter(isNew).length);
    for (const { change, result } of settled) {
      for (const event of change.events) {
        results.set(event, toEventResult(result));
        const importId = event.event.counted_for;
        if (importId !== undefined && !event.repeated) deps.tallies?.count(importId, outcomeOf(change));
      }
    }
    pending = again.flatMap((change) => change.events);
  }
}

/**
 * Writing without a read is as safe as with one: an existing record or alias rejects the write, and every write is
 * followed by a check for a record under the handle of a new alias. An event without a native id needs a read: an
 * alias says where it belongs.
 */
function canGoUnread({ identity, repeated }: PendingEvent): boolean {
  return identity.native !== null && !repeated;
}

function isNew({ change }: { change: ProfileChange }): boolean {
  return change.revision === 0;
}

async function processRound(
  events: readonly PendingEvent[],
  {
    unread,
    records: known,
    deps,
    signal,
  }: { unread: ReadonlySet<PendingEvent>; records: ProfileRecord[]; deps: IndexDeps; signal: AbortSignal },
) {
  const { records, metrics, tracer = NO_TRACER } = deps;
  const contexts = events.map((event) => event.traceparent);
  const { written, outdated } = await inSpan(startShared(tracer, 'write records', contexts), () =>
    metrics.time('records', async () => {
      const read = events.filter((event) => !unread.has(event));
      const plan = await planBatch(events, await readState(records, read));
      return writePlan(records, plan);
    }),
  );
  known.push(...written.map(({ change }) => change.record));
  const settled = await indexWritten(written, deps, signal);
  const overtaken: ProfileChange[] = await overtakenByAlias(
    settled.map(({ change }) => change),
    deps,
  );
  return {
    settled: settled.filter(({ change }) => !overtaken.includes(change)),
    again: [...outdated, ...overtaken],
  };
}

/** A record that was only under its handle, or held only posts, counts as known. */
function outcomeOf({ revision, folded, changed }: ProfileChange): keyof ImportTally {
  if (revision === 0 && folded.length === 0) return 'new';
  return changed ? 'updated' : 'unchanged';
}

/** The person was removed and is not accepted: the event is done. */
const SUPPRESSED: EventResult = { verdict: { kind: 'ack' }, outcome: 'suppressed' };

const CONTENDED: EventResult = {
  verdict: { kind: 'retry', reason: 'Other writers kept changing the same profile', cause: 'contended' },
  outcome: 'retried',
};

function toEventResult(result: IndexResult): EventResult {
  if (result.status === 'none') return { verdict: { kind: 'ack' }, outcome: 'posts_only' };
  if (result.status !== 'failed') return { verdict: { kind: 'ack' }, outcome: 'indexed' };
  const reason = `The search index refused the document: ${result.reason}`;
  if (result.retryable) {
    return { verdict: { kind: 'retry', reason, cause: 'unavailable' }, outcome: 'retried' };
  }
  return { verdict: { kind: 'drop', reason, cause: 'refused' }, outcome: 'dropped' };
}
