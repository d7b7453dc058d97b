import { CorruptStoreError, NewerStoreError, UnavailableError } from '../../shared/ports/errors.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { retry } from '../../shared/runtime/retry.ts';

/** Delays between attempts while a backing part cannot be used. */
const BASE_MS = 100;
const MAX_MS = 5_000;

/** A part that is away, damaged or of another version: it is for an operator or for time to mend, not the message's fault. */
export function isBackingError(error: unknown): boolean {
  return (
    error instanceof UnavailableError ||
    error instanceof CorruptStoreError ||
    error instanceof NewerStoreError
  );
}

/**
 * Repeats `work` with growing delays while a backing part cannot be used, however long that is. Rejects with the
 * signal's reason, or with any other error at once.
 */
export type WaitForBacking = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** Logs when a wait begins, when its reason changes and when it ends; `count` hears 1 and -1. */
export function createWaitForBacking(logger: Logger, count: (change: 1 | -1) => void): WaitForBacking {
  return async (work, signal) => {
    let reason: string | undefined;
    const onRetry = (err: unknown) => {
      const message = err instanceof Error ? err.message : String(err);
      if (reason === undefined) count(1);
      if (reason !== message) logger.warn({ err }, 'waiting for a backing part');
      reason = message;
    };
    const isFatal = (error: unknown) => !isBackingError(error);
    const options = { attempts: Number.POSITIVE_INFINITY, baseMs: BASE_MS, maxMs: MAX_MS };
    try {
      const value = await retry(work, { ...options, signal, isFatal, onRetry });
      if (reason !== undefined) logger.info('the backing part can be used again');
      return value;
    } finally {
      if (reason !== undefined) count(-1);
    }
  };
}
