import { formatBytes } from '#cli/output/text/format.ts';
import type { Obstacle } from './filters.ts';
import type { NodeState, PlacedPod } from './model.ts';

type ByNode = Readonly<Record<string, readonly Obstacle[]>>;

const WORDS: Readonly<Record<Obstacle, string>> = {
  cpu: 'too little CPU left',
  memory: 'too little memory left',
  pods: 'no pod left of those it may run',
  taint: 'a taint keeps it away',
  selector: 'not a node it may use',
  zone: 'its volume is in another zone',
  'anti-affinity': 'keeps apart from a pod there',
  affinity: 'the pod it wants to be with is not there',
  spread: 'would stand too close to its likes',
};

/** `needs 500m CPU and 1.0 GiB; workers-1: too little memory left (212.0 MiB of 1.4 GiB)`. */
export function describeObstacles(pod: PlacedPod, byNode: ByNode, nodes: readonly NodeState[]): string {
  const needs = `needs ${pod.requests.cpu}m CPU and ${formatBytes(pod.requests.memory)}`;
  if (nodes.length === 0) return `${needs}; there is no node`;
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
    if (kinds.has('zone')) return 'add a node in the zone of its volume';
    if (kinds.has('spread') || kinds.has('anti-affinity')) return 'add a node, or ask for fewer replicas';
    return 'add a node that its selector and tolerations allow';
  }
  const lacks = byNode[nearest.name] ?? [];
  const free = {
    cpu: nearest.allocatable.cpu - nearest.used.cpu,
    memory: nearest.allocatable.memory - nearest.used.memory,
  };
  const changes = [
    ...(lacks.includes('memory') ? [`${formatBytes(pod.requests.memory - free.memory)} more memory`] : []),
    ...(lacks.includes('cpu') ? [`${pod.requests.cpu - free.cpu}m more CPU`] : []),
    ...(lacks.includes('pods') ? ['one pod less'] : []),
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
