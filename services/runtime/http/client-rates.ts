// Hand-written: limits of HTTP frameworks cover routes; this one covers whatever a connection sends.
import { isIPv6 } from 'node:net';

export interface ClientRates {
  /** Counts one request of an address. Answers 0, or the milliseconds after which the next one is allowed. */
  take(address: string): number;
}

/** Clients that are remembered at the same time. Above that, the one seen longest ago is forgotten. */
const MAX_CLIENTS = 20_000;

/**
 * Allows each client `perSecond` requests a second, and as many at once after a pause: the generic cell rate algorithm
 * (ITU-T I.371). An IPv6 client is a network of 64 bits: one household has no less.
 */
export function createClientRates(
  perSecond: number,
  now: () => number = () => performance.now(),
): ClientRates {
  const intervalMs = 1_000 / perSecond;
  const burstMs = 1_000 - intervalMs;
  /** When each client has used up what it was allowed, in the order in which they were last seen. */
  const paidUntil = new Map<string, number>();
  return {
    take(address) {
      const client = clientOf(address);
      const at = now();
      const due = Math.max(paidUntil.get(client) ?? at, at);
      const allowed = due - at <= burstMs;
      paidUntil.delete(client);
      paidUntil.set(client, allowed ? due + intervalMs : due);
      if (paidUntil.size > MAX_CLIENTS) paidUntil.delete(paidUntil.keys().next().value ?? '');
      return allowed ? 0 : Math.ceil(due - at - burstMs);
    },
  };
}

function clientOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('%')[0]?.toLowerCase().split('::') ?? [];
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
