import { MAX_RETRY_DELAY_MS } from '../../../ports/queue.ts';

export interface RetryOptions {
  maxAttempts: number;
  /** Longest delay before the second delivery; doubles with each, up to `retryMaxMs`. */
  retryBaseMs: number;
  retryMaxMs: number;
}

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
export function createRetryLadder(options: RetryOptions, random: () => number = Math.random): RetryLadder {
  const { maxAttempts, retryBaseMs, retryMaxMs } = options;
  const steps = Array.from({ length: maxAttempts }, (_, step) =>
    Math.min(retryMaxMs, Math.ceil((retryBaseMs / 2) * 2 ** step)),
  );
  const own = [...new Set(steps)];
  const delays = [...own];
  for (let last = own.at(-1) ?? 1; last < MAX_RETRY_DELAY_MS; ) {
    last = Math.min(MAX_RETRY_DELAY_MS, last * COARSE_STEP);
    delays.push(last);
  }
  return {
    delays,
    pick(retries, askedMs = 0) {
      const longest = Math.min(retries, own.length - 1);
      const delayMs = own[random() < 0.5 ? longest : Math.max(0, longest - 1)] ?? 0;
      const wantedMs = Math.min(askedMs, MAX_RETRY_DELAY_MS);
      if (wantedMs <= delayMs) return { delayMs };
      const roomyMs = delays.find((delay) => delay >= wantedMs) ?? MAX_RETRY_DELAY_MS;
      return roomyMs === wantedMs
        ? { delayMs: roomyMs }
        : { delayMs: roomyMs, expirationMs: Math.ceil(wantedMs) };
    },
  };
}
