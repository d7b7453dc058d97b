import type { NodeState, PlacedPod, SpreadConstraint } from './model.ts';
import { allowsNode, selects, untolerated } from './selectors.ts';

export const ZONE_LABEL = 'topology.kubernetes.io/zone';

/** Why a node does not take a pod; each in the scheduler's own words where it has some. */
export type Obstacle =
  | 'cpu'
  | 'memory'
  | 'pods'
  | 'taint'
  | 'selector'
  | 'zone'
  | 'anti-affinity'
  | 'affinity'
  | 'spread';

/** Everything that keeps the pod off the node, as the scheduler's filters see it. */
export function obstacles(pod: PlacedPod, node: NodeState, nodes: readonly NodeState[]): Obstacle[] {
  const found: Obstacle[] = [];
  const { allocatable, used } = node;
  if (untolerated(pod.spec, node.taints)) found.push('taint');
  if (!allowsNode(pod.spec, node.labels)) found.push('selector');
  if (pod.zones.length > 0 && !pod.zones.includes(node.labels[ZONE_LABEL] ?? '')) found.push('zone');
  if (used.pods + 1 > allocatable.pods) found.push('pods');
  // Who asks for nothing fits however full it is.
  if (pod.requests.cpu > 0 && used.cpu + pod.requests.cpu > allocatable.cpu) found.push('cpu');
  if (pod.requests.memory > 0 && used.memory + pod.requests.memory > allocatable.memory) found.push('memory');
  if (isRepelled(pod, node, nodes)) found.push('anti-affinity');
  if (lacksCompany(pod, node, nodes)) found.push('affinity');
  if (breaksSpread(pod, node, nodes)) found.push('spread');
  return found;
}

/** Required anti-affinity, the pod's own and that of those who are there already. */
function isRepelled(pod: PlacedPod, node: NodeState, nodes: readonly NodeState[]): boolean {
  const own = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return nodes.some((other) =>
    other.pods.some((neighbour) => {
      if (neighbour.namespace !== pod.namespace) return false;
      const theirs =
        neighbour.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
      return (
        own.some(
          ({ topologyKey, labelSelector }) =>
            same(node, other, topologyKey) && selects(labelSelector, neighbour.labels),
        ) ||
        theirs.some(
          ({ topologyKey, labelSelector }) =>
            same(node, other, topologyKey) && selects(labelSelector, pod.labels),
        )
      );
    }),
  );
}

/** Required affinity; the first of a group that wants its own company may stand alone. */
function lacksCompany(pod: PlacedPod, node: NodeState, nodes: readonly NodeState[]): boolean {
  const terms = pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.some(({ topologyKey, labelSelector }) => {
    if (node.labels[topologyKey] === undefined) return true;
    const friends = nodes.filter(({ pods }) =>
      pods.some(({ namespace, labels }) => namespace === pod.namespace && selects(labelSelector, labels)),
    );
    if (friends.length === 0 && selects(labelSelector, pod.labels)) return false;
    return !friends.some((friend) => same(node, friend, topologyKey));
  });
}

function breaksSpread(pod: PlacedPod, node: NodeState, nodes: readonly NodeState[]): boolean {
  return (pod.spec.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule')
    .some((constraint) => exceedsSkew(constraint, pod, node, nodes));
}

function exceedsSkew(
  constraint: SpreadConstraint,
  pod: PlacedPod,
  node: NodeState,
  nodes: readonly NodeState[],
): boolean {
  const { topologyKey, labelSelector, maxSkew, minDomains = 1 } = constraint;
  const domain = node.labels[topologyKey];
  if (domain === undefined) return true;
  const counts = countByDomain(constraint, pod, nodes);
  const least = counts.size < minDomains ? 0 : Math.min(...counts.values());
  const self = selects(labelSelector, pod.labels) ? 1 : 0;
  return (counts.get(domain) ?? 0) + self - least > maxSkew;
}

/** Matching pods in each domain; only nodes that the pod may go to by its own words make domains. */
export function countByDomain(
  { topologyKey, labelSelector }: Pick<SpreadConstraint, 'topologyKey' | 'labelSelector'>,
  pod: PlacedPod,
  nodes: readonly NodeState[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { labels, pods } of nodes) {
    const domain = labels[topologyKey];
    if (domain === undefined || !allowsNode(pod.spec, labels)) continue;
    const matching = pods.filter(
      (other) => other.namespace === pod.namespace && selects(labelSelector, other.labels),
    ).length;
    counts.set(domain, (counts.get(domain) ?? 0) + matching);
  }
  return counts;
}

function same(a: NodeState, b: NodeState, topologyKey: string): boolean {
  return a.labels[topologyKey] !== undefined && a.labels[topologyKey] === b.labels[topologyKey];
}
