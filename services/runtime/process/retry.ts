import { setTimeout as sleep } from 'node:timers/promises';

export interface RetryOptions {
  /** Total attempts, including the first. `Infinity` retries until the signal aborts. */
  attempts: number;
  /** The longest delay before the second attempt; doubles each time. */
  baseMs: number;
  maxMs: number;
  signal: AbortSignal;
  /** Errors that must not be retried. Default: none. */
  isFatal?: (error: unknown) => boolean;
  onRetry?: (error: unknown, attempt: number, delayMs: number) => void;
  random?: () => number;
}

/** Delay before attempt `attempt + 1`: full jitter over an exponential ceiling, at least a tenth of the ceiling. */
export function backoffMs(
  attempt: number,
  { baseMs, maxMs }: { baseMs: number; maxMs: number },
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
  return Math.max(ceiling / 10, ceiling * random());
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
