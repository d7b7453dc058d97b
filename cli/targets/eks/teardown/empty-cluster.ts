import { InfluscopeError } from '#cli/errors.ts';
import { removeObject, waitUntilGone } from '#cli/kubernetes/apply/remove.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import type { Event } from '#cli/output/events/events.ts';
import { step, warning } from '#cli/output/events/events.ts';
import type { DownRequest } from '#cli/targets/target.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import type { TeardownParts } from './teardown-parts.ts';

/** For everything together. What is left then is deleted with the cluster, and the rest by the sweep. */
const TIMEOUT_MS = 12 * 60_000;

/**
 * Deletes the instance and every load balancer of the cluster through the cluster's API, so that the cluster itself deletes
 * its resources in AWS. An unreachable cluster gives a warning.
 */
export async function* emptyCluster(parts: TeardownParts, request: DownRequest): AsyncGenerator<Event> {
  const { signal } = request;
  using limit = startDeadline(TIMEOUT_MS, { signal });
  const within = limit.signal;
  try {
    const target = await parts.kubernetes(within);
    const { data, flags = {} } = request;
    try {
      // The receipt of the objects says nothing once their cluster is deleted.
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
    if (!(error instanceof InfluscopeError) && !limit.expired) throw error;
    const why = limit.expired ? `timed out after ${TIMEOUT_MS / 60_000} minutes` : (error as Error).message;
    yield warning(
      'cluster_not_emptied',
      `The workloads could not be deleted before the cluster: ${why}. Deleting the cluster together with them`,
    );
  }
}

/** Those of other workloads: nothing else deletes them. */
async function* removeBalancers(client: KubeClient, signal: AbortSignal): AsyncGenerator<Event> {
  const { items } = await client.list<KubeObject & { spec?: { type?: string } }>(
    RESOURCES.service,
    {},
    signal,
  );
  const services = items.filter(({ spec }) => spec?.type === 'LoadBalancer');
  if (services.length === 0) return;
  const removing = step('balancers', `Deleting ${services.length} other services with a load balancer`);
  yield removing.started;
  for (const service of services) await removeObject(client, service, { signal });
  await Promise.all(services.map((service) => waitUntilGone(client, service, { signal })));
  yield removing.done(`Deleted ${services.length} other services with a load balancer`);
}
