import { InfluscopeError } from '#cli/errors.ts';
import { removeObject, waitUntilGone } from '#cli/kubernetes/apply/remove.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import type { Event } from '#cli/output/events/events.ts';
import { step, warning } from '#cli/output/events/events.ts';
import type { DownRequest } from '#cli/targets/target.ts';
import type { TeardownParts } from './teardown-parts.ts';

/** All of it together. What is not gone by then goes with the cluster, and what it leaves is swept. */
const TIMEOUT_MS = 12 * 60_000;

/**
 * Takes the platform, and every load balancer of the cluster, away through the cluster's API, so that the cluster itself
 * lets go of what it has in AWS. A cluster that cannot be talked to is no reason to end.
 */
export async function* emptyCluster(parts: TeardownParts, request: DownRequest): AsyncGenerator<Event> {
  const { signal } = request;
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  const within = AbortSignal.any([signal, limit]);
  try {
    const target = await parts.kubernetes(within);
    const { data, flags = {} } = request;
    try {
      // What became of the objects is of no interest once their cluster is gone.
      for await (const one of target.down({ data, flags, signal: within }))
        if (one.type !== 'receipt') yield one;
    } catch (error) {
      if (!(error instanceof InfluscopeError) || error.code !== 'left_behind') throw error;
    }
    const client = await parts.connect(within);
    yield* removeBalancers(client, within);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof InfluscopeError && error.code === 'platform_locked') throw error;
    if (!(error instanceof InfluscopeError) && !limit.aborted) throw error;
    const why = limit.aborted
      ? `it took longer than ${TIMEOUT_MS / 60_000} minutes`
      : (error as Error).message;
    yield warning(
      'cluster_not_emptied',
      `The cluster could not be emptied first: ${why}; it is deleted as it is`,
    );
  }
}

/** Of whatever else runs there: nothing else will make its balancers go. */
async function* removeBalancers(client: KubeClient, signal: AbortSignal): AsyncGenerator<Event> {
  const { items } = await client.list<KubeObject & { spec?: { type?: string } }>(
    RESOURCES.service,
    {},
    signal,
  );
  const services = items.filter(({ spec }) => spec?.type === 'LoadBalancer');
  if (services.length === 0) return;
  const removing = step('balancers', `Removing ${services.length} other services with a load balancer`);
  yield removing.started;
  for (const service of services) await removeObject(client, service, { signal });
  await Promise.all(services.map((service) => waitUntilGone(client, service, { signal })));
  yield removing.done(`Removed ${services.length} other services with a load balancer`);
}
