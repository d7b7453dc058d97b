import type { Aws } from '#cli/aws/aws.ts';
import { createClusterTokens } from '#cli/aws/cluster-token.ts';
import { poll } from '#cli/aws/wait.ts';
import { NotReadyError } from '#cli/errors.ts';
import { createKubeClient } from '#cli/kubernetes/client/client.ts';
import { openKubeConfig } from '#cli/kubernetes/client/kube-config.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { conditionOf } from '#cli/kubernetes/objects.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import type { Event } from '#cli/output/events/events.ts';
import { step } from '#cli/output/events/events.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import type { Eks } from '../eks.ts';
import { kubeconfigPath } from '../kubeconfig.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { nodegroupsOf } from './cluster-config.ts';

export interface AwaitNodesOptions {
  aws: Aws;
  config: ClusterConfig;
  signal: AbortSignal;
}

interface Node extends KubeObject {
  spec?: { unschedulable?: boolean; taints?: { key: string }[] };
  status?: { conditions?: { type: string; status: string }[] };
}

const LIMIT_MS = 10 * 60_000;
/** Taints of Kubernetes on a node that is new, unreachable or cordoned. */
const OWN_TAINTS = /^node(?:\.cloudprovider)?\.kubernetes\.io\//;

/** Waits until the minimum number of nodes accepts pods. The kubeconfig has to be the cluster's. */
export async function* awaitNodes(
  eks: Eks,
  { aws, config, signal }: AwaitNodesOptions,
): AsyncGenerator<Event> {
  const wanted = nodegroupsOf(config).reduce(
    (sum, { minSize, desiredCapacity }) => sum + (minSize ?? desiredCapacity ?? 1),
    0,
  );
  const token = createClusterTokens(aws, eks.name, eks.clock);
  const open = await openKubeConfig({ context: null, path: kubeconfigPath(eks), token });
  const client = createKubeClient(open.config, open.identity);
  using limit = startDeadline(LIMIT_MS, { signal });
  const ask = async (asked: AbortSignal) => (await client.list<Node>(RESOURCES.node, {}, asked)).items;
  const waiting = step('nodes-ready', 'Waiting until the nodes are ready', eks.clock);
  yield waiting.started;
  let nodes: Node[] = [];
  try {
    for await (nodes of poll(ask, { signal: limit.signal, maxMs: 4_000 })) {
      const ready = nodes.filter(takesPods).length;
      if (ready < wanted) continue;
      yield waiting.done(`${ready} nodes are ready`);
      return;
    }
  } catch (error) {
    if (!limit.expired) throw error;
    const laggards = nodes.filter((node) => !takesPods(node)).map(({ metadata }) => metadata.name);
    throw new NotReadyError(
      `Only ${nodes.length - laggards.length} of ${wanted} nodes are ready${laggards.length > 0 ? `. Not ready: ${laggards.join(', ')}` : ''}`,
      {
        code: 'nodes_not_ready',
        hint: { text: 'show the nodes with kubectl; write a kubeconfig', command: ['kubeconfig'] },
        laggards,
        cause: error,
      },
    );
  } finally {
    client.close();
  }
}

function takesPods({ spec, status }: Node): boolean {
  return (
    conditionOf(status?.conditions, 'Ready')?.status === 'True' &&
    spec?.unschedulable !== true &&
    !spec?.taints?.some(({ key }) => OWN_TAINTS.test(key))
  );
}
