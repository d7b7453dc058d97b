import { formatBytes } from '#cli/output/text/format.ts';
import type { Obstacle } from './filters.ts';
import type { NodeState, PlacedPod } from './model.ts';

type ByNode = Readonly<Record<string, readonly Obstacle[]>>;

const WORDS: Readonly<Record<Obstacle, string>> = {
  cpu: 'not enough free CPU',
  memory: 'not enough free memory',
  pods: 'pod limit reached',
  taint: 'a taint that the pod does not tolerate',
  selector: 'excluded by the node selector or affinity',
  zone: 'the volume of the pod is in another zone',
  'anti-affinity': 'anti-affinity with a pod on the node',
  affinity: 'no pod on the node matches the affinity',
  spread: 'topology spread constraint not met',
};

/** `needs 500m CPU and 1.0 GiB; workers-1: not enough free memory (212.0 MiB of 1.4 GiB)`. */
export function describeObstacles(pod: PlacedPod, byNode: ByNode, nodes: readonly NodeState[]): string {
  const needs = `needs ${pod.requests.cpu}m CPU and ${formatBytes(pod.requests.memory)}`;
  if (nodes.length === 0) return `${needs}; the cluster has no nodes`;
  const told = nodes.map((node) => {
    const words = (byNode[node.name] ?? []).map((obstacle) => `${WORDS[obstacle]}${left(obstacle, node)}`);
    return `${node.name}: ${words.join(', ')}`;
  });
  return [needs, ...told].join('; ');
}

function left(obstacle: Obstacle, { allocatable, used }: NodeState): string {
  switch (obstacle) {
    case 'cpu':
      return ` (${allocatable.cpu - used.cpu}m of ${allocatable.cpu}m)`;
    case 'memory':
      return ` (${formatBytes(Math.max(0, allocatable.memory - used.memory))} of ${formatBytes(allocatable.memory)})`;
    case 'pods':
      return ` (${used.pods} of ${allocatable.pods} run)`;
    default:
      return '';
  }
}

/** The change that helps most, from the node that lacks least. */
export function advise(pod: PlacedPod, byNode: ByNode, nodes: readonly NodeState[], surge: boolean): string {
  const resource = (obstacle: Obstacle) => obstacle === 'cpu' || obstacle === 'memory' || obstacle === 'pods';
  const nearest = nodes
    .filter((node) => (byNode[node.name] ?? []).every(resource))
    .toSorted((a, b) => lack(pod, a) - lack(pod, b))[0];
  if (nearest === undefined) {
    const kinds = new Set(Object.values(byNode).flat());
    if (kinds.has('zone')) return 'add a node in the zone of the volume';
    if (kinds.has('spread') || kinds.has('anti-affinity')) return 'add a node, or reduce the replicas';
    return 'add a node that matches the node selector and tolerations of the pod';
  }
  const lacks = byNode[nearest.name] ?? [];
  const free = {
    cpu: nearest.allocatable.cpu - nearest.used.cpu,
    memory: nearest.allocatable.memory - nearest.used.memory,
  };
  const changes = [
    ...(lacks.includes('memory') ? [`${formatBytes(pod.requests.memory - free.memory)} more memory`] : []),
    ...(lacks.includes('cpu') ? [`${pod.requests.cpu - free.cpu}m more CPU`] : []),
    ...(lacks.includes('pods') ? ['room for one more pod'] : []),
  ];
  const onto = `${nearest.name} lacks ${changes.join(' and ')}`;
  return surge
    ? `${onto} for the update: add a node, or use larger ones`
    : `${onto}: add a node, or use larger ones`;
}

/** How far the node is from taking the pod, as shares of what it has. */
function lack(pod: PlacedPod, { allocatable, used }: NodeState): number {
  const share = (wanted: number, taken: number, has: number) =>
    Math.max(0, taken + wanted - has) / Math.max(1, has);
  return (
    share(pod.requests.cpu, used.cpu, allocatable.cpu) +
    share(pod.requests.memory, used.memory, allocatable.memory) +
    share(1, used.pods, allocatable.pods)
  );
}
