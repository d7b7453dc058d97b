// Hand-written: limits of HTTP frameworks cover routes; this one covers whatever a connection sends.

export interface ClientRates {
  /**
   * Counts one event of a client, or one that counts as `cost` of them: it is allowed as soon as one is, and the client
   * then waits the longer, at most 10 s. Answers 0, or the milliseconds after which the next one is allowed.
   */
  take(client: string, cost?: number): number;
  /** Counts one event also above the limit: the client has to wait longer, but never longer than 10 s. */
  charge(client: string): void;
  /** Whether `take` would allow none now. Counts nothing. */
  isSpent(client: string): boolean;
}

/** Clients that are remembered at the same time. Above that, the one seen longest ago is forgotten. */
const MAX_CLIENTS = 20_000;
const MAX_WAIT_MS = 10_000;
/** Sums of times are rounded: without this a burst that comes at one moment would have one event too few. */
const ROUNDING_MS = 0.001;

/**
 * Allows each client `limit` events in each window, and as many at once after a pause: the generic cell rate algorithm
 * (ITU-T I.371).
 */
export function createClientRates(
  limit: number,
  now: () => number = () => performance.now(),
  windowMs = 1_000,
): ClientRates {
  const intervalMs = windowMs / limit;
  const burstMs = windowMs - intervalMs;
  const maxWaitMs = Math.max(MAX_WAIT_MS, windowMs);
  /** When each client has used up what it was allowed, in the order in which they were last seen. */
  const paidUntil = new Map<string, number>();
  const remember = (client: string, until: number) => {
    paidUntil.delete(client);
    paidUntil.set(client, until);
    if (paidUntil.size > MAX_CLIENTS) paidUntil.delete(paidUntil.keys().next().value ?? '');
  };
  return {
    take(client, cost = 1) {
      const at = now();
      const due = Math.max(paidUntil.get(client) ?? at, at);
      const allowed = due - at <= burstMs + ROUNDING_MS;
      remember(client, allowed ? Math.min(due + cost * intervalMs, at + burstMs + maxWaitMs) : due);
      return allowed ? 0 : Math.ceil(due - at - burstMs);
    },
    charge(client) {
      const at = now();
      const due = Math.max(paidUntil.get(client) ?? at, at);
      remember(client, Math.min(due + intervalMs, at + burstMs + maxWaitMs));
    },
    isSpent: (client) => (paidUntil.get(client) ?? 0) - now() > burstMs + ROUNDING_MS,
  };
}
