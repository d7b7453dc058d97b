import type { QueueLimits } from '#adapters/queue/limits.ts';
import { MAX_RETRY_DELAY_MS } from '#ports/queue.ts';

export type RetryDelays = Pick<QueueLimits, 'retryBaseMs' | 'retryMaxMs'>;

/** Where a message waits: in the queue for `delayMs`, for less when `expirationMs` says so. */
export interface Wait {
  delayMs: number;
  expirationMs?: number;
}

export interface RetryLadder {
  /** Delays that delay queues exist for, milliseconds, growing. */
  delays: readonly number[];
  /** The wait before delivery `retries + 1`, at least `askedMs`. */
  pick(retries: number, askedMs?: number): Wait;
}

/** Between the delays of retries and the longest that can be asked for, coarser steps do. */
const COARSE_STEP = 4;

/**
 * Queues let messages go in the order of their arrival, so there is one for each delay: half the base, the base, twice the
 * base and so on. Jitter comes from the choice between two neighbours: messages that failed together do not return together.
 * A delay that was asked for waits in the next longer queue; behind others there it may take as long as that queue's.
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

/** From `first` on, each `factor` times the one before, the last being `most`. */
function growing(first: number, factor: number, most: number): number[] {
  const steps: number[] = [];
  for (let step = first; step < most; step *= factor) steps.push(step);
  return [...steps, Math.max(first, most)];
}
