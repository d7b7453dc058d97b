import type { KubeClient } from './client/client.ts';

/** Answers have whole seconds, and take a moment. */
const TOLERANCE_MS = 2_000;

/**
 * The time by which to judge the times in objects, epoch milliseconds: that of this machine, unless the clock of the cluster
 * differs by more than two seconds. A wait would take everything for old otherwise, or for new.
 */
export function clusterNow(client: Pick<KubeClient, 'serverNow'>, clock: () => number): number {
  const own = clock();
  const server = client.serverNow();
  return server === null || Math.abs(server - own) <= TOLERANCE_MS ? own : server;
}
