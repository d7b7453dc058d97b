import { setTimeout as sleep } from 'node:timers/promises';
import { spreadMs } from '#lib/async/backoff.ts';

export interface RepeatOptions {
  /** Mean pause before the first time, and after each. */
  everyMs: number;
  signal: AbortSignal;
  /** A failure does not end the repetition. */
  onError(error: unknown): void;
  random?: (() => number) | undefined;
}

/**
 * Runs `work` repeatedly until the signal aborts. Resolves when no work is in progress. Does not keep the process alive. Errors
 * after the abort are dropped.
 */
export async function repeat(
  work: () => Promise<void>,
  { everyMs, signal, onError, random }: RepeatOptions,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(spreadMs(everyMs, random), undefined, { signal, ref: false }).catch(() => {});
    if (signal.aborted) return;
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
  }
}
