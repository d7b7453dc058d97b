import {
  CorruptStoreError,
  IncompatibleStoreError,
  NewerStoreError,
  UnavailableError,
} from '#ports/errors.ts';
import { retry } from '#runtime/process/retry.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';

/** Delays between attempts while a backing service is unavailable. */
const BASE_MS = 100;
const MAX_MS = 5_000;

/**
 * Retries `work` with growing delays as long as a backing service is unavailable. Rejects with any other error at once,
 * and when the signal aborts or the service stops between two attempts. Does not interrupt an attempt.
 */
export type WaitForBacking = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

export interface BackingWork {
  waitForBacking: WaitForBacking;
  /** Resolves when no attempt runs; work that waits for its next attempt does not count. */
  quiet(): Promise<void>;
}

export interface BackingWorkOptions {
  logger: Logger;
  /** Receives the number of waiting calls. */
  onWaiting(count: number): void;
  /** Aborts when the service stops: no further attempt begins. */
  stopping: AbortSignal;
}

/** Logs when a wait begins, when its reason changes, and when it ends. */
export function createBackingWork({ logger, onWaiting, stopping }: BackingWorkOptions): BackingWork {
  const attempts = new Set<Promise<unknown>>();
  let waiting = 0;

  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    const running = work();
    attempts.add(running);
    try {
      return await running;
    } finally {
      attempts.delete(running);
    }
  };

  return {
    async waitForBacking(work, signal) {
      let reason: string | undefined;
      const onRetry = (err: unknown) => {
        const message = err instanceof Error ? err.message : String(err);
        if (reason === undefined) onWaiting(++waiting);
        if (reason !== message) logger.warn({ err }, 'waiting for an unavailable backing service');
        reason = message;
      };
      try {
        const value = await retry(() => attempt(work), {
          attempts: Number.POSITIVE_INFINITY,
          baseMs: BASE_MS,
          maxMs: MAX_MS,
          signal: AbortSignal.any([signal, stopping]),
          isFatal: (error) => !isBackingError(error),
          onRetry,
        });
        if (reason !== undefined) logger.info('the backing service is available again');
        return value;
      } finally {
        if (reason !== undefined) onWaiting(--waiting);
      }
    },
    async quiet() {
      while (attempts.size > 0) await Promise.allSettled(attempts);
    },
  };
}

/** Unavailable, damaged or of another version: waiting or an operator fixes it. The message is not the cause. */
function isBackingError(error: unknown): boolean {
  return (
    error instanceof UnavailableError ||
    error instanceof CorruptStoreError ||
    error instanceof NewerStoreError ||
    error instanceof IncompatibleStoreError
  );
}
