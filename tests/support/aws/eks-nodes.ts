import type { ClusterFacts } from '#cli/kubernetes/capacity/read-cluster.ts';

interface NodeShape {
  count: number;
  zones: readonly string[];
  cpu: string;
  memory: string;
  pods: string;
}

/** What EKS lets pods have of a node of each type. */
export const NODE_SHAPES = {
  't3.small': { cpu: '1930m', memory: '1450Mi', pods: '11' },
  't3.medium': { cpu: '1930m', memory: '3300Mi', pods: '17' },
} as const;

/** Pods of the add-ons of `cluster-config.yaml` on each node; aws-node and kube-proxy ask for no memory. */
const ON_EACH_NODE = [
  ['aws-node', '50m', '0'],
  ['kube-proxy', '100m', '0'],
  ['ebs-csi-node', '30m', '120Mi'],
] as const;
const CONTROLLER = ['ebs-csi-controller', '60m', '240Mi'] as const;
const COREDNS = ['coredns', '100m', '70Mi'] as const;

/** A cluster as EKS leaves it to us; `layout` says on which node each of the add-ons' movable pods runs. */
export function eksCluster(
  { count, zones, cpu, memory, pods }: NodeShape,
  layout: { controller: number; coredns: readonly number[] },
): ClusterFacts {
  const numbers = Array.from({ length: count }, (_, at) => at);
  const nodes = numbers.map((at) => {
    const labels = {
      'kubernetes.io/hostname': `workers-${at}`,
      'topology.kubernetes.io/zone': zones[at % zones.length] as string,
    };
    const metadata = { name: `workers-${at}`, labels };
    return { apiVersion: 'v1', kind: 'Node', metadata, status: { allocatable: { cpu, memory, pods } } };
  });
  const movable = [
    { at: layout.controller, of: CONTROLLER },
    ...layout.coredns.map((at) => ({ at, of: COREDNS })),
  ];
  const standing = [...numbers.flatMap((at) => ON_EACH_NODE.map((of) => ({ at, of }))), ...movable];
  const systemPods = standing.map(({ at, of: [name, cpu, memory] }, number) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${name}-${number}`, namespace: 'kube-system', labels: {} },
    spec: { nodeName: `workers-${at}`, containers: [{ resources: { requests: { cpu, memory } } }] },
  }));
  return { nodes, pods: systemPods, claims: [], volumes: [] };
}
