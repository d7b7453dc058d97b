import { OperationError } from '#cli/errors.ts';
import type { CapacityReport } from '#cli/kubernetes/capacity/check-capacity.ts';
import { checkCapacity } from '#cli/kubernetes/capacity/check-capacity.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';

/** Does the instance fit on the cluster as it is now? */
export async function askCapacity(
  client: KubeClient,
  stages: readonly Stage[],
  namespace: string,
  signal: AbortSignal,
): Promise<CapacityReport> {
  const [nodes, pods, claims, volumes] = await Promise.all([
    client.list(RESOURCES.node, {}, signal),
    client.list(RESOURCES.pod, { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' }, signal),
    client.list(RESOURCES.claim, { namespace }, signal),
    client.list(RESOURCES.volume, {}, signal),
  ]);
  return checkCapacity(
    stages.flatMap(({ objects }) => objects),
    { nodes: nodes.items, pods: pods.items, claims: claims.items, volumes: volumes.items },
  );
}

/** What does not fit, as an error. */
export function describeMisfits({ misfits }: CapacityReport): OperationError {
  const told = misfits.map(
    ({ owner, surge, reason }) => `  ${owner}${surge ? ', during an update' : ''}: ${reason}`,
  );
  return new OperationError(
    `The cluster does not have enough capacity for the instance:\n${told.join('\n')}`,
    {
      code: 'no_capacity',
      hint: { text: misfits[0]?.change ?? 'add a node' },
    },
  );
}
