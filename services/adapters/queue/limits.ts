/** Limits and defaults that all queues share, so that a message has the same life in each. */

/**
 * Deliveries that may be lost with their consumer's process before a message becomes a dead letter. They count
 * separately from retries: a few power failures must not kill a message.
 */
export const MAX_LOSSES = 20;
/** From this many losses on, a message is delivered alone: it may be what ends the process. */
export const SUSPECT_LOSSES = 3;

export const lossReason = (losses: number): string =>
  `The consumer crashed ${losses} times while it processed the message`;

/** UTF-16 units. A batch of this size is delivered even with fewer messages than requested. */
export const MAX_BATCH_CHARS = 4_000_000;

/** Publishing is split into pieces, so that backpressure also works within one call. */
export const PIECE = { maxItems: 200, maxSize: 1_000_000 };

/** UTF-16 units of a dead letter's reason. */
const MAX_REASON_LENGTH = 1_000;

export const cutReason = (reason: string): string => reason.slice(0, MAX_REASON_LENGTH).toWellFormed();

/** A consumer that is closed waits this long for its handler. */
export const DEFAULT_DRAIN_MS = 10_000;

/** Options of a queue, with the same meaning in each adapter. */
export interface QueueLimits {
  /** Messages of `profile-events` from which publishers wait. */
  maxDepth: number;
  /** Deliveries before a message that is retried becomes a dead letter. */
  maxAttempts: number;
  /** Longest delay before the second delivery; doubles with each, up to `retryMaxMs`. */
  retryBaseMs: number;
  retryMaxMs: number;
  /** Dead letters kept for each queue; the oldest are deleted first. */
  maxDeadLetters: number;
  deadLetterMaxAgeMs: number;
}

export const DEFAULT_LIMITS: QueueLimits = {
  maxDepth: 1_000,
  maxAttempts: 5,
  retryBaseMs: 500,
  retryMaxMs: 60_000,
  maxDeadLetters: 10_000,
  deadLetterMaxAgeMs: 30 * 24 * 3_600_000,
};
