import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Records } from '#ports/records.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';

/** Short enough for another process to continue soon after a crash. */
const LEASE_MS = 10_000;
const RENEW_MS = 2_500;
const POLL_MS = 500;
/** Longer than the lease of a process that was killed. */
const WAIT_MS = LEASE_MS + 5_000;

export interface LeaseDeps {
  records: Records;
  logger: Logger;
  /** How long to wait for another process that may be dead. */
  leaseWaitMs?: number;
}

/**
 * Runs the work while this process holds the lease. Waits for the lease of a process that was killed; `null` when
 * another process keeps it, which then does the work.
 */
export async function withLease<T>(
  name: string,
  { records, logger, leaseWaitMs = WAIT_MS }: LeaseDeps,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | null> {
  const holder = randomUUID();
  const until = performance.now() + leaseWaitMs;
  while (!(await records.acquireLease(name, holder, LEASE_MS))) {
    if (performance.now() >= until) return null;
    await sleep(POLL_MS, undefined, { signal });
  }
  const renewal = setInterval(() => {
    records.acquireLease(name, holder, LEASE_MS).catch((err) => logger.warn({ err }, 'lease not renewed'));
  }, RENEW_MS);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await records.releaseLease(name, holder).catch(() => {});
  }
}
