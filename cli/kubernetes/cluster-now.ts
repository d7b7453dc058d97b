import type { KubeClient } from './client/client.ts';

/** The Date header counts whole seconds, and an answer takes time to arrive. */
const TOLERANCE_MS = 2_000;

/**
 * The time by which to judge the times in objects, epoch milliseconds: that of this machine, unless the clock of the cluster
 * differs by more than two seconds. Otherwise a wait would consider every object too old or too new.
 */
export function clusterNow(client: Pick<KubeClient, 'serverNow'>, clock: () => number): number {
  const own = clock();
  const server = client.serverNow();
  return server === null || Math.abs(server - own) <= TOLERANCE_MS ? own : server;
}
