import { once } from 'node:events';
import type { Removal } from '#contract/privacy/removal.ts';
import { InvalidRequestError } from '#ports/errors.ts';
import type { BatchHandler, Delivery } from '#ports/queue.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import { NO_TRACER } from '#runtime/telemetry/tracing/tracer.ts';
import { identityOf } from '../record/alias.ts';
import type { EventGuard } from '../removal/guard-events.ts';
import type { RemovalRequest } from '../removal/remove-people.ts';
import type { PendingEvent } from './batch.ts';
import type { Decoded } from './decode-event.ts';
import { createEventDecoder } from './decode-event.ts';
import { createNewnessGuess } from './expect-new.ts';
import type { ImportTallies } from './import-tallies.ts';
import type { IndexDeps } from './index-written.ts';
import { mapInSlices } from './map-in-slices.ts';
import type { EventResult } from './process-events.ts';
import { processEvents } from './process-events.ts';
import { endSpan, startSpans } from './trace-deliveries.ts';
import type { WaitForBacking } from './wait-for-backing.ts';

export interface BatchHandlerDeps extends IndexDeps {
  /** Default: nothing is counted. */
  tallies?: ImportTallies;
  logger: Logger;
  guard: EventGuard;
  /** Removes everything about these people. */
  remove(requests: readonly RemovalRequest[]): Promise<unknown>;
  /** Writes the documents of these profiles again. */
  recompute(ids: readonly string[], signal: AbortSignal): Promise<void>;
  waitForBacking: WaitForBacking;
  /** Aborts when the service stops. */
  stopping: AbortSignal;
}

/** The consumer of `profile-events`. Returns one verdict for each delivery, in order. Never throws. */
export function createBatchHandler(deps: BatchHandlerDeps): BatchHandler {
  const { logger, metrics, tracer = NO_TRACER, waitForBacking, stopping } = deps;
  const decode = createEventDecoder();
  const parts = { ...deps, newness: createNewnessGuess() };

  /** A verdict would count as an attempt. Without one, the queue takes the events back unchanged. */
  const isGivenBack = async (signal: AbortSignal) => {
    if (!signal.aborted && !stopping.aborted) return false;
    if (!signal.aborted) await once(signal, 'abort');
    return true;
  };

  const run = async (
    events: readonly PendingEvent[],
    signal: AbortSignal,
    isAgain = false,
  ): Promise<EventResult[]> => {
    let attempts = 0;
    try {
      return await waitForBacking(
        () => processEvents(events, parts, signal, isAgain || attempts++ > 0),
        signal,
      );
    } catch (err) {
      if (await isGivenBack(signal)) return events.map(() => GIVEN_BACK);
      if (events.length > 1) return oneByOne(events, signal);
      logger.error({ err, event_id: events[0]?.event.event_id }, 'event processing failed');
      return events.map(() => refused(err));
    }
  };

  /** One failing event must not fail the others. */
  const oneByOne = async (events: readonly PendingEvent[], signal: AbortSignal) => {
    const results: EventResult[] = [];
    for (const event of events) results.push(...(await run([event], signal, true)));
    return results;
  };

  const removeAll = async (removals: readonly Removal[], signal: AbortSignal): Promise<EventResult> => {
    const requests = removals.map(toRequest);
    try {
      if (requests.length > 0) await waitForBacking(() => deps.remove(requests), signal);
      return REMOVED;
    } catch (err) {
      if (await isGivenBack(signal)) return GIVEN_BACK;
      logger.error({ err, removals: removals.length }, 'a removal failed');
      return refused(err);
    }
  };

  const recomputeOne = async (ids: readonly string[], signal: AbortSignal): Promise<EventResult> => {
    try {
      await waitForBacking(() => deps.recompute(ids, signal), signal);
      return RECOMPUTED;
    } catch (err) {
      if (await isGivenBack(signal)) return GIVEN_BACK;
      logger.error({ err, profiles: ids.length }, 'a recompute failed');
      return refused(err);
    }
  };

  return async (deliveries, signal) => {
    metrics.batchSize.observe(deliveries.length);
    const spans = startSpans(tracer, deliveries);
    const decoded = await mapInSlices(deliveries, decode);
    const events = decoded.map((one, i) => toPending(one, deliveries[i] as Delivery, spans[i]?.traceparent));
    const valid = events.filter((event) => event !== undefined);
    const outcomes = await run(valid, signal);
    const removals = decoded.flatMap((one) => ('removal' in one ? one.removal : []));
    const removed = await removeAll(removals, signal);
    const recomputed = new Map<Decoded, EventResult>();
    for (const one of decoded) {
      if ('recompute' in one) recomputed.set(one, await recomputeOne(one.recompute.ids, signal));
    }
    const results = new Map(valid.map((event, i) => [event, outcomes[i] as EventResult]));
    return decoded.map((one, i) => {
      const event = events[i];
      const result =
        'removal' in one
          ? removed
          : (recomputed.get(one) ?? (event && results.get(event)) ?? undecodable(one));
      const { verdict, outcome } = result;
      metrics.events.inc({ outcome });
      endSpan(spans[i], result);
      // Not the reason: it may quote the event, and logs name no people. The dead letter has it.
      if (verdict.kind === 'drop')
        logger.warn({ id: deliveries[i]?.id, cause: verdict.cause }, 'event dropped');
      return verdict;
    });
  };
}

function toPending(
  decoded: Decoded,
  { attempt }: Delivery,
  traceparent: string | undefined,
): PendingEvent | undefined {
  if (!('event' in decoded)) return undefined;
  const { event, postsText } = decoded;
  return { event, identity: identityOf(event), postsText, repeated: attempt > 1, traceparent };
}

function toRequest({ platform, native_id, username, reason, until }: Removal): RemovalRequest {
  return { names: { platform, native_id, usernames: username === null ? [] : [username] }, reason, until };
}

const REMOVED: EventResult = { verdict: { kind: 'ack' }, outcome: 'removed' };

const RECOMPUTED: EventResult = { verdict: { kind: 'ack' }, outcome: 'recomputed' };

const GIVEN_BACK: EventResult = {
  verdict: { kind: 'retry', reason: 'The indexer stopped before it processed the event' },
  outcome: 'retried',
};

function undecodable(decoded: Decoded): EventResult {
  const reason = decoded.ok ? 'The event was not processed' : decoded.reason;
  return { verdict: { kind: 'drop', reason, cause: 'invalid' }, outcome: 'dropped' };
}

/** A request that a part calls invalid stays invalid; any other error may be temporary. */
function refused(error: unknown): EventResult {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof InvalidRequestError) {
    return { verdict: { kind: 'drop', reason, cause: 'refused' }, outcome: 'dropped' };
  }
  return { verdict: { kind: 'retry', reason, cause: 'failed' }, outcome: 'retried' };
}
