import type { RateLimit } from './rate-limit-headers.ts';

export interface HostPaceOptions {
  /** Requests under way at the same time. */
  concurrency: number;
  /** Requests a second while the server names no limit of its own. */
  perSecond: number;
  /**
   * One request is under way at a time at first, and after a 429; with so many answers without a 429, one more. With
   * several under way, one could reach a server that has just answered another with 429. Each further 429 doubles this
   * number, up to 32 times the first. It is the first again when as many requests as `concurrency` may be under way.
   */
  answersToSpeedUp?: number;
  /** Epoch milliseconds. */
  now?: () => number;
  /** A turn that is further away is refused with `refusal`. Default: any wait is accepted. */
  maxWaitMs?: number;
  refusal?: (waitMs: number) => Error;
}

/** Decides when the next request to one host may be sent. Requests leave in the order in which they asked. */
export interface HostPace {
  /** Waits for the turn. Rejects with the signal's reason. */
  enter(signal: AbortSignal): Promise<Turn>;
  /** Milliseconds until a request may be sent; 0 when one may be sent now. */
  waitMs(): number;
  /** Milliseconds for which the server asked to be left alone, also by requests that have their turn. */
  restMs(): number;
}

export interface Turn {
  /** What the head of the answer said; the body may come later. */
  note(limit: RateLimit): void;
  /** The request has ended; `limit` is what its answer said, `null` without an answer. Only the first call counts. */
  leave(limit: RateLimit | null): void;
}

interface Window {
  /** Requests that may still be sent before `resetAt`. */
  remaining: number;
  /** Epoch milliseconds. */
  resetAt: number;
}

const ANSWERS_TO_SPEED_UP = 50;
/** A server that answers 429 at random gets one request at a time nearly always. */
const MAX_SLOWDOWN = 32;

interface Waiter {
  admit(): void;
  refuse(error: Error): void;
}

/**
 * A pace that follows the server. Until answers have come, one request is under way at most, since the limit is
 * not known. An answer may be older than requests sent after it, so what is left counts those as not yet seen: the
 * limit is never exceeded, at the price of a few requests that could have been sent a moment earlier.
 */
export function createHostPace(options: HostPaceOptions): HostPace {
  const {
    concurrency,
    perSecond,
    now = () => performance.now(),
    maxWaitMs = Number.POSITIVE_INFINITY,
  } = options;
  const { refusal = (waitMs) => new Error(`the next turn is in ${waitMs} ms`) } = options;
  const { answersToSpeedUp = ANSWERS_TO_SPEED_UP } = options;
  const waiters: Waiter[] = [];
  const intervalMs = 1_000 / perSecond;
  let active = 0;
  let allowed = 1;
  let answersSince429 = 0;
  let answersNeeded = answersToSpeedUp;
  /** A 429 came, and the full concurrency has not been reached since. */
  let isSlowed = false;
  let restUntil = 0;
  let nextAt = 0;
  let window: Window | null = null;
  let timer: NodeJS.Timeout | undefined;

  const waitMs = (): number => {
    const time = now();
    if (window !== null && window.resetAt <= time) window = null;
    const forWindow = window !== null && window.remaining <= 0 ? window.resetAt - time : 0;
    return Math.max(0, restUntil - time, nextAt - time, forWindow);
  };

  const admitNext = () => {
    clearTimeout(timer);
    while (waiters.length > 0 && active < allowed) {
      const wait = waitMs();
      if (wait > maxWaitMs) {
        for (const waiter of waiters.splice(0)) waiter.refuse(refusal(wait));
        return;
      }
      if (wait > 0) {
        timer = setTimeout(admitNext, wait);
        return;
      }
      active++;
      if (window !== null) window.remaining--;
      nextAt = now() + intervalMs;
      waiters.shift()?.admit();
    }
  };

  const note = (limit: RateLimit) => {
    const time = now();
    if (limit.retryAfterMs !== null) {
      restUntil = Math.max(restUntil, time + limit.retryAfterMs);
      allowed = 1;
      answersSince429 = 0;
      if (isSlowed) answersNeeded = Math.min(2 * answersNeeded, MAX_SLOWDOWN * answersToSpeedUp);
      isSlowed = true;
    } else if (++answersSince429 % answersNeeded === 0) {
      allowed = Math.min(concurrency, allowed + 1);
      isSlowed &&= allowed < concurrency;
      if (!isSlowed) answersNeeded = answersToSpeedUp;
    }
    const { remaining, resetMs } = limit;
    if (remaining === null || resetMs === null) return;
    const left = remaining - active;
    const resetAt = time + resetMs;
    const isSameWindow = window !== null && Math.abs(resetAt - window.resetAt) < 2_000;
    window =
      window !== null && isSameWindow
        ? { remaining: Math.min(window.remaining, left), resetAt: Math.max(window.resetAt, resetAt) }
        : { remaining: left, resetAt };
  };

  const makeTurn = (): Turn => {
    let isOver = false;
    let isNoted = false;
    const noteOnce = (limit: RateLimit) => {
      if (!isNoted) note(limit);
      isNoted = true;
    };
    return {
      note: noteOnce,
      leave(limit) {
        if (isOver) return;
        isOver = true;
        active--;
        if (limit !== null) noteOnce(limit);
        admitNext();
      },
    };
  };

  return {
    waitMs,
    restMs: () => Math.max(0, restUntil - now()),
    enter(signal) {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<Turn>();
      const onAbort = () => {
        waiters.splice(waiters.indexOf(waiter), 1);
        if (waiters.length === 0) clearTimeout(timer);
        reject(signal.reason);
      };
      const waiter: Waiter = {
        admit() {
          signal.removeEventListener('abort', onAbort);
          resolve(makeTurn());
        },
        refuse(error) {
          signal.removeEventListener('abort', onAbort);
          reject(error);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      waiters.push(waiter);
      admitNext();
      return promise;
    },
  };
}
