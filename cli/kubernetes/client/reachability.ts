import { setTimeout as sleep } from 'node:timers/promises';
import { spreadMs } from '#lib/async/backoff.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import type { OpenConnection } from './open-connections.ts';
import { createOpenConnections } from './open-connections.ts';

/** Whether the API server answers. All waits share one series of requests. */
export interface Reachability {
  /** A request got an answer. */
  answered(): void;
  /** A request got no answer, or one that says that the server is not ready. */
  failed(): void;
  /** A request has waited long for its answer: asks on a new connection whether the server is there. */
  doubt(): void;
  /** A connection that is replaced after an outage in which it was silent. */
  open(): OpenConnection;
  /** How long it has not answered, in milliseconds; 0 while it does. */
  awayMs(): number;
  /** Away, or back since a few seconds: an API server that starts refuses users until it has read its rules. */
  isSettling(): boolean;
  /** Resolves when it answers, or when the signal aborts; at the latest after `limitMs`. */
  back(limitMs: number, signal: AbortSignal): Promise<void>;
}

/** Short, so that little time is lost after an outage. A refused connection is no load for the server. */
const PAUSE_MS = 60;
/** While an earlier request still has no answer. */
const SILENT_PAUSE_MS = 250;
const PROBE_TIMEOUT_MS = 2_000;
/** As many as are sent until the first one times out. */
const PROBES_AT_ONCE = 8;
/** A shorter outage may be the fault of one connection; it says nothing about the others. */
const OUTAGE_MS = 1_000;
const SETTLE_MS = 5_000;
/** Connections are replaced at most this often while the server answers on new ones. */
const REPLACE_EVERY_MS = 30_000;

/** `probe` sends one request on a connection of its own; it rejects when the server does not answer or is not ready. */
export function createReachability(probe: (signal: AbortSignal) => Promise<unknown>): Reachability {
  const connections = createOpenConnections();
  const waiters = new Set<() => void>();
  let awaySince: number | null = null;
  let settledAt = 0;
  let answeredAt = 0;
  let replacedAt = Number.NEGATIVE_INFINITY;
  let probing = false;
  let doubting = false;

  const isBack = () => {
    if (awaySince === null) return;
    const now = performance.now();
    if (now - awaySince >= OUTAGE_MS) {
      settledAt = now + SETTLE_MS;
      connections.replaceDoubtful();
    } else connections.trust();
    awaySince = null;
    for (const wake of waiters) wake();
    waiters.clear();
  };
  const isAway = (since: number) => {
    if (awaySince !== null) return;
    awaySince = since;
    connections.doubt();
    void run();
  };
  const send = async () => {
    using bound = startDeadline(PROBE_TIMEOUT_MS);
    await probe(bound.signal);
  };
  /** Sends requests while something waits for the server. They overlap: one that hangs holds no other up. */
  const run = async () => {
    if (probing) return;
    probing = true;
    let sent = 0;
    while (awaySince !== null && (waiters.size > 0 || connections.hasDoubtful())) {
      if (sent < PROBES_AT_ONCE) {
        sent++;
        void send()
          .then(isBack, () => {})
          .finally(() => {
            sent--;
          });
      }
      // One that is refused has ended by then.
      await sleep(spreadMs(PAUSE_MS));
      if (awaySince !== null && sent > 0) await sleep(spreadMs(SILENT_PAUSE_MS - PAUSE_MS));
    }
    probing = false;
  };
  return {
    answered() {
      answeredAt = performance.now();
      isBack();
    },
    failed: () => isAway(performance.now()),
    doubt() {
      if (doubting || awaySince !== null) return;
      doubting = true;
      const since = performance.now();
      void send()
        .then(
          () => {
            // It answers on a new connection and on no other one.
            if (answeredAt >= since || since - replacedAt < REPLACE_EVERY_MS) return;
            replacedAt = since;
            connections.doubt();
            connections.replaceDoubtful();
          },
          () => {
            if (answeredAt < since) isAway(since);
          },
        )
        .finally(() => {
          doubting = false;
        });
    },
    // During an outage a request may be lost without a word.
    open: () => connections.open(awaySince !== null),
    awayMs: () => (awaySince === null ? 0 : performance.now() - awaySince),
    isSettling: () => awaySince !== null || performance.now() < settledAt,
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
