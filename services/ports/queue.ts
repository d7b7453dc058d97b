import type { QueueName } from '#contract/queue-names.ts';
import type { TextParts } from '#contract/text-parts.ts';

/** Durable, at-least-once queues. Each has its dead letters. */
export type { QueueName } from '#contract/queue-names.ts';
export { QUEUE_NAMES } from '#contract/queue-names.ts';

/** The depth limit of `scrape-jobs` is this many times that of `profile-events`. */
export const JOBS_DEPTH_FACTOR = 1_000;

export interface OutgoingMessage {
  /** Idempotency key: consumers must accept the same ID twice. */
  id: string;
  /** UTF-8 JSON. */
  body: string;
  /** `body` in parts. */
  parts?: TextParts | undefined;
  /** What `body` says, as an object that never changes. A queue may pass it to a consumer in the same process. */
  content?: object | undefined;
  /** W3C trace context of the publisher; passed to the consumer unchanged. */
  traceparent?: string | undefined;
}

export interface Delivery {
  id: string;
  body: string;
  /** The publisher's `content`, on some deliveries. */
  content?: object | undefined;
  traceparent?: string | undefined;
  /** 1 on the first delivery. Only a `retry` verdict, or the death of a consumer during a delivery, raises it. */
  attempt: number;
  /** When it was published, epoch milliseconds. */
  publishedAtMs: number;
}

/**
 * The result of one delivery. `retry` delivers again after a growing delay with jitter, up to `maxAttempts` deliveries;
 * then the message becomes a dead letter with the last reason. `drop` makes it a dead letter at once. A `retry` may
 * request a longer delay than the queue would use, up to `MAX_RETRY_DELAY_MS`. Deliveries that are lost with their
 * consumer do not count towards `maxAttempts`; they have their own, higher limit.
 */
export type Verdict =
  | { kind: 'ack' }
  | { kind: 'retry'; reason: string; cause?: VerdictCause; delayMs?: number }
  | { kind: 'drop'; reason: string; cause?: VerdictCause };

/**
 * Why a delivery failed, for metrics. `invalid`: the message is malformed. `refused`: a part will never accept it.
 * `contended`: other writers changed the same data. `unavailable`: a part is unavailable. `failed`: an unexpected error.
 */
export type VerdictCause = 'invalid' | 'refused' | 'contended' | 'unavailable' | 'failed';

export const MAX_RETRY_DELAY_MS = 60_000;

export interface ConsumeOptions {
  /** Maximum deliveries in a batch. */
  maxItems: number;
  /** A smaller batch is delivered after this long. */
  maxWaitMs: number;
  /** Maximum batches in the handler at the same time. */
  concurrency: number;
}

/**
 * Returns one verdict for each delivery, in order. When it throws, every delivery of the batch is retried with the
 * error message as the reason. `signal` aborts when the consumer is closed and the drain deadline has passed.
 */
export type BatchHandler = (batch: readonly Delivery[], signal: AbortSignal) => Promise<Verdict[]>;

export interface Consumer {
  /** Takes no more, waits at most `deadlineMs` for the current batches, returns unfinished deliveries to the queue. */
  close(deadlineMs?: number): Promise<void>;
}

export interface QueueStats {
  name: QueueName;
  ready: number;
  inFlight: number;
  /** Waiting for their next attempt. */
  delayed: number;
  dead: number;
  /** Age of the oldest unfinished message, milliseconds; `null` without one. */
  oldestMs: number | null;
  /** Counted by the server of the queue, for all its clients; absent when the server does not count. */
  rates?: QueueRates | undefined;
}

/** Messages per second over the last `windowMs`; `null` when not known. */
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

export interface EraseSelection {
  /** Lower-case ASCII texts: every wanted body has at least one of them, in any case. Empty: look at every body. */
  hints: readonly string[];
  isMeant(body: string): boolean;
}

export interface Queue {
  /**
   * Resolves when every message is durable. Waits while the queue is above its depth limit (backpressure), so that a
   * slow consumer slows the publisher. The limit of `scrape-jobs` is `JOBS_DEPTH_FACTOR` times as high, because jobs
   * for later must not delay profiles. The order is roughly first in, first out; do not rely on it. Rejects with
   * `UnavailableError`, or with the signal's reason; then the queue may have taken some of the messages.
   */
  publish(queue: QueueName, messages: readonly OutgoingMessage[], signal?: AbortSignal): Promise<void>;
  consume(queue: QueueName, options: ConsumeOptions, handler: BatchHandler): Consumer;
  stats(): Promise<QueueStats[]>;
  /** Resolves when nothing is ready, delayed or in flight; rejects with the signal's reason. */
  waitUntilIdle(queue: QueueName, signal: AbortSignal): Promise<void>;
  /** Newest first; with `ids`, only those that exist. */
  deadLetters(
    queue: QueueName,
    options: { limit: number; ids?: readonly string[] | undefined },
  ): Promise<DeadLetter[]>;
  /** Sends all or the given dead letters again; returns how many. */
  retryDead(queue: QueueName, ids?: readonly string[]): Promise<number>;
  discardDead(queue: QueueName, ids?: readonly string[]): Promise<number>;
  /**
   * Removes the messages that wait, ready or delayed, or are dead, and that the selection accepts; returns how many.
   * Without a trace: neither their ids nor their bodies stay in the queue or in its own files. Messages in a consumer's
   * hand stay; waiting messages may change their order, and a delay may start again.
   */
  erase(queue: QueueName, selection: EraseSelection): Promise<number>;
  /** Resolves when the queue is available; rejects with `UnavailableError` or a store error. */
  ping(): Promise<void>;
  /** Closes consumers, flushes, releases files and connections. Idempotent. */
  close(): Promise<void>;
}
