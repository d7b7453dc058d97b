import type { QueueLimits } from '#adapters/queue/limits.ts';
import { MAX_RETRY_DELAY_MS } from '#ports/queue.ts';

export type RetryDelays = Pick<QueueLimits, 'retryBaseMs' | 'retryMaxMs'>;

/** Where a message waits: in the queue for `delayMs`; `expirationMs` shortens the wait. */
export interface Wait {
  delayMs: number;
  expirationMs?: number;
}

export interface RetryLadder {
  /** Delays of the delay queues, milliseconds, ascending. */
  delays: readonly number[];
  /** The wait before delivery `retries + 1`, at least `askedMs`. */
  pick(retries: number, askedMs?: number): Wait;
}

/** Above the delays of retries, larger steps suffice. */
const COARSE_STEP = 4;

/**
 * A queue releases messages in order of arrival, so each delay has its own: half the base, the base, twice the base and
 * so on. Jitter is the random choice between two neighbours: messages that failed together do not return together. A
 * requested delay uses the next longer queue; behind other messages it may last as long as the delay of that queue.
 */
export function createRetryLadder(options: RetryDelays, random: () => number = Math.random): RetryLadder {
  const { retryBaseMs, retryMaxMs } = options;
  const own = growing(Math.max(1, Math.ceil(retryBaseMs / 2)), 2, retryMaxMs);
  const longest = own.at(-1) ?? retryMaxMs;
  const delays = [...own, ...growing(longest, COARSE_STEP, MAX_RETRY_DELAY_MS).slice(1)];
  return {
    delays,
    pick(retries, askedMs = 0) {
      const step = Math.min(retries, own.length - 1);
      const delayMs = own[random() < 0.5 ? step : Math.max(0, step - 1)] ?? longest;
      const wantedMs = Math.min(askedMs, MAX_RETRY_DELAY_MS);
      if (wantedMs <= delayMs) return { delayMs };
      const roomyMs = delays.find((delay) => delay >= wantedMs) ?? MAX_RETRY_DELAY_MS;
      return roomyMs === wantedMs
        ? { delayMs: roomyMs }
        : { delayMs: roomyMs, expirationMs: Math.ceil(wantedMs) };
    },
  };
}

/** From `first` to `max`, each `factor` times the previous one. */
function growing(first: number, factor: number, max: number): number[] {
  const steps: number[] = [];
  for (let step = first; step < max; step *= factor) steps.push(step);
  return [...steps, Math.max(first, max)];
}
