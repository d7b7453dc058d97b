import type { QueueName } from '#contract/queue-names.ts';

/** Durable, at-least-once queues. Each has its dead letters. */
export type { QueueName } from '#contract/queue-names.ts';
export { QUEUE_NAMES } from '#contract/queue-names.ts';

/** How many times as many messages `scrape-jobs` may hold as `profile-events` before publishers wait. */
export const JOBS_DEPTH_FACTOR = 1_000;

export interface OutgoingMessage {
  /** Idempotency key: consumers must tolerate the same id twice. */
  id: string;
  /** UTF-8 JSON. */
  body: string;
  /** W3C trace context of whoever publishes it: carried to the consumer as it is. */
  traceparent?: string | undefined;
}

export interface Delivery {
  id: string;
  body: string;
  traceparent?: string | undefined;
  /** 1 on the first delivery. Only a `retry` verdict, or a delivery whose consumer died, raises it. */
  attempt: number;
  /** When it was published, epoch milliseconds. */
  publishedAtMs: number;
}

/**
 * What to do with one delivery. `retry` delivers again after a growing delay with jitter, at most `maxAttempts`
 * deliveries in all, then it becomes a dead letter with the last reason; `drop` makes it a dead letter at once. A `retry`
 * may ask for a longer delay than the queue would take: it is kept up to `MAX_RETRY_DELAY_MS`.
 * Deliveries that were lost with their consumer do not count for `maxAttempts`; they have a larger limit of their own.
 */
export type Verdict =
  | { kind: 'ack' }
  | { kind: 'retry'; reason: string; cause?: VerdictCause; delayMs?: number }
  | { kind: 'drop'; reason: string; cause?: VerdictCause };

/**
 * Why a delivery is not done, in one of few words, for counting: the message cannot be understood; a part will never
 * take it; others were at the same thing; what it needs cannot be had now; nobody foresaw it.
 */
export type VerdictCause = 'invalid' | 'refused' | 'contended' | 'unavailable' | 'failed';

export const MAX_RETRY_DELAY_MS = 60_000;

export interface ConsumeOptions {
  /** Deliveries in a batch at most. */
  maxItems: number;
  /** A smaller batch is handed over after this long. */
  maxWaitMs: number;
  /** Batches that may be in the handler at the same time. */
  concurrency: number;
}

/**
 * Answers one verdict a delivery, in order. When it throws, every delivery of the batch is retried with the error's
 * message as the reason. `signal` aborts when the consumer is closed and the drain deadline has passed.
 */
export type BatchHandler = (batch: readonly Delivery[], signal: AbortSignal) => Promise<Verdict[]>;

export interface Consumer {
  /** Takes no more, waits for the batches in hand (at most `deadlineMs`), gives back what is not done. */
  close(deadlineMs?: number): Promise<void>;
}

export interface QueueStats {
  name: QueueName;
  ready: number;
  inFlight: number;
  /** Waiting for their next attempt. */
  delayed: number;
  dead: number;
  /** Age of the oldest message that is not done, milliseconds; `null` when there is none. */
  oldestMs: number | null;
  /** As the queue's own server counts them, for all who use it; left out where it does not. */
  rates?: QueueRates | undefined;
}

/** Messages a second over the last `windowMs`; `null` is not known. */
export interface QueueRates {
  publishedPerSecond: number | null;
  acknowledgedPerSecond: number | null;
  windowMs: number;
}

export interface DeadLetter {
  id: string;
  body: string;
  reason: string;
  attempts: number;
  /** Epoch milliseconds. */
  diedAtMs: number;
}

export interface Queue {
  /**
   * Resolves once every message is durable. Waits while the queue holds more than its depth limit (backpressure), so
   * a slow consumer slows the publisher. The limit of `scrape-jobs` is `JOBS_DEPTH_FACTOR` times as high: what is to be
   * done later must not hold up what is published now. Order within one queue is roughly first in, first out; never relied upon.
   * Rejects with `UnavailableError`, or with the signal's reason; then some of the messages may have been taken.
   */
  publish(queue: QueueName, messages: readonly OutgoingMessage[], signal?: AbortSignal): Promise<void>;
  consume(queue: QueueName, options: ConsumeOptions, handler: BatchHandler): Consumer;
  stats(): Promise<QueueStats[]>;
  /** Resolves when nothing is ready, delayed or in flight; rejects with the signal's reason. */
  waitUntilIdle(queue: QueueName, signal: AbortSignal): Promise<void>;
  /** The newest first; with `ids` only those of them that are there. */
  deadLetters(
    queue: QueueName,
    options: { limit: number; ids?: readonly string[] | undefined },
  ): Promise<DeadLetter[]>;
  /** Sends dead letters again, all or those named; answers how many. */
  retryDead(queue: QueueName, ids?: readonly string[]): Promise<number>;
  discardDead(queue: QueueName, ids?: readonly string[]): Promise<number>;
  /** First contact: resolves when the queue can be used, rejects with `UnavailableError` or a store error. */
  ping(): Promise<void>;
  /** Closes consumers, flushes, lets go of files and connections. Idempotent. */
  close(): Promise<void>;
}
