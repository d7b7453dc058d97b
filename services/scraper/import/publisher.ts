import { hasNoRoom, UnavailableError } from '#ports/errors.ts';
import { retry } from '#runtime/process/retry.ts';
import type { PreparedEvent } from '../event.ts';
import type { PublishParts } from './publish-events.ts';
import { publishEvents } from './publish-events.ts';
import { createTaskSet } from './task-set.ts';
import { endTraces } from './trace-event.ts';

export interface PublisherOptions extends PublishParts {
  signal: AbortSignal;
  /** A batch is durable: its pictures are stored and the queue has confirmed its jobs and events. */
  onConfirmed(batch: readonly PreparedEvent[], seconds: number): void;
  /** So many events were left out: their people were removed. */
  onRefused(count: number): void;
  /** A backing service is unavailable; the batch will be retried. */
  onRetry(error: unknown, attempt: number): void;
  /** Events in one batch. Default: 50. */
  batchSize?: number | undefined;
  /** Milliseconds of a clock that only moves forward. */
  now?: () => number;
  /** How long a batch waits for a disk to take writes. Default: an hour. */
  maxWaitForRoomMs?: number;
}

/** Publishes events in batches, a few at the same time. */
export interface Publisher {
  /** Takes one event; waits while too many batches are under way. Rejects when one of them has failed. */
  add(event: PreparedEvent): Promise<void> | undefined;
  /** Resolves when everything taken is confirmed. */
  flush(): Promise<void>;
  /** Resolves when nothing is under way any more, whatever became of it. */
  settle(): Promise<void>;
}

const BATCH_EVENTS = 50;
const BATCH_BYTES = 2_000_000;
/** Batches in flight: small ones wait for each other more often than they fill the queue's thread. */
const IN_FLIGHT = { min: 2, max: 4, events: 200 };
/** About five minutes: a backing service may be unavailable for a while. */
const MAX_ATTEMPTS = 40;
/** The wait for a full disk is longer, because a person must free space. */
const MAX_WAIT_FOR_ROOM_MS = 3_600_000;
const RETRY = { attempts: Number.POSITIVE_INFINITY, baseMs: 100, maxMs: 10_000 };

export function createPublisher(options: PublisherOptions): Publisher {
  const { signal, onConfirmed, onRefused, onRetry } = options;
  const { now = () => performance.now(), maxWaitForRoomMs = MAX_WAIT_FOR_ROOM_MS } = options;
  const { batchSize = BATCH_EVENTS } = options;
  const sending = createTaskSet(
    Math.max(IN_FLIGHT.min, Math.min(IN_FLIGHT.max, Math.floor(IN_FLIGHT.events / batchSize))),
  );
  let batch: PreparedEvent[] = [];
  let bytes = 0;

  const send = async (events: readonly PreparedEvent[]) => {
    const startedAt = performance.now();
    let attempts = 0;
    let fullSince: number | undefined;
    const isFatal = (error: unknown) => {
      if (!(error instanceof UnavailableError)) return true;
      if (!hasNoRoom(error)) return ++attempts >= MAX_ATTEMPTS;
      fullSince ??= now();
      return now() - fullSince >= maxWaitForRoomMs;
    };
    try {
      const publish = () => publishEvents(options, events, signal);
      const published = await retry(publish, { ...RETRY, signal, isFatal, onRetry });
      if (published.length < events.length) onRefused(events.length - published.length);
      onConfirmed(published, (performance.now() - startedAt) / 1_000);
      endTraces(events);
    } catch (error) {
      endTraces(events, error);
      throw error;
    }
  };

  const sendBatch = () => {
    const events = batch;
    batch = [];
    bytes = 0;
    return sending.add(send(events));
  };

  return {
    add(event) {
      batch.push(event);
      bytes += event.message.body.length + (event.avatar?.bytes.length ?? 0);
      if (batch.length < batchSize && bytes < BATCH_BYTES) return undefined;
      return sendBatch();
    },
    async flush() {
      if (batch.length > 0) await sendBatch();
      await sending.finish();
    },
    settle: () => sending.settle(),
  };
}
