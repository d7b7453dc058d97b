import { setTimeout as sleep } from 'node:timers/promises';
import type { BackoffBounds } from '#lib/async/backoff.ts';
import { backoffMs } from '#lib/async/backoff.ts';

export interface RetryOptions extends BackoffBounds {
  /** Total attempts, including the first. `Infinity` retries until the signal aborts. */
  attempts: number;
  signal: AbortSignal;
  /** Errors that must not be retried. Default: none. */
  isFatal?: (error: unknown) => boolean;
  onRetry?: (error: unknown, attempt: number, delayMs: number) => void;
  random?: () => number;
}

/** Runs `operation` until it resolves, the attempts are used up, the error is fatal, or the signal aborts. */
export async function retry<T>(
  operation: (attempt: number) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    options.signal.throwIfAborted();
    try {
      return await operation(attempt);
    } catch (error) {
      if (attempt >= options.attempts || options.isFatal?.(error)) throw error;
      const delayMs = backoffMs(attempt, options, options.random);
      options.onRetry?.(error, attempt, delayMs);
      await sleep(delayMs, undefined, { signal: options.signal });
    }
  }
}
