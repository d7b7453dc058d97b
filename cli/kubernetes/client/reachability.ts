import { setTimeout as sleep } from 'node:timers/promises';
import { spreadMs } from '#lib/async/backoff.ts';
import { startDeadline } from '#lib/async/deadline.ts';

/** Whether the API server answers. All waits share one series of requests. */
export interface Reachability {
  /** A request got an answer. */
  answered(): void;
  /** A request got no answer. */
  failed(): void;
  /** How long it has not answered, in milliseconds; 0 while it does. */
  awayMs(): number;
  /** Resolves when it answers, or when the signal aborts; at the latest after `limitMs`. */
  back(limitMs: number, signal: AbortSignal): Promise<void>;
}

/** Short, so that little time is lost after an outage. One request from one command is little load. */
const PAUSE_MS = 200;
const PROBE_TIMEOUT_MS = 1_500;

export function createReachability(probe: (signal: AbortSignal) => Promise<unknown>): Reachability {
  let awaySince: number | null = null;
  let probing = false;
  const waiters = new Set<() => void>();
  const answered = () => {
    awaySince = null;
    for (const wake of waiters) wake();
    waiters.clear();
  };
  const failed = () => {
    awaySince ??= performance.now();
  };
  /** Sends requests while something waits for the server. */
  const run = async () => {
    if (probing) return;
    probing = true;
    while (waiters.size > 0 && awaySince !== null) {
      await sleep(spreadMs(PAUSE_MS));
      using bound = startDeadline(PROBE_TIMEOUT_MS);
      await probe(bound.signal).then(answered, () => {});
    }
    probing = false;
  };
  return {
    answered,
    failed,
    awayMs: () => (awaySince === null ? 0 : performance.now() - awaySince),
    async back(limitMs, signal) {
      if (awaySince === null || signal.aborted) return;
      using bound = startDeadline(limitMs, { signal });
      const { promise, resolve } = Promise.withResolvers<void>();
      waiters.add(resolve);
      bound.signal.addEventListener('abort', () => resolve(), { once: true });
      if (bound.signal.aborted) resolve();
      void run();
      await promise;
      waiters.delete(resolve);
    },
  };
}
