import { countByDomain, ZONE_LABEL } from './filters.ts';
import type { NodeState, PlacedPod, SpreadConstraint } from './model.ts';
import { selects } from './selectors.ts';

/** For scoring alone, a container that asks for nothing is taken to ask for this. */
const DEFAULT_CPU = 100;
const DEFAULT_MEMORY = 200 * 1024 * 1024;
const HOST_LABEL = 'kubernetes.io/hostname';

/** Points of the scheduler's default profile for each node that the pod fits on; more is better. */
export function scoreNodes(
  pod: PlacedPod,
  fitting: readonly NodeState[],
  nodes: readonly NodeState[],
): number[] {
  const spread = spreadScores(pod, fitting, nodes);
  const company = companyScores(pod, fitting, nodes);
  return fitting.map(
    (node, index) =>
      leastAllocated(pod, node) + balanced(pod, node) + 2 * (spread[index] ?? 0) + 2 * (company[index] ?? 0),
  );
}

function leastAllocated(pod: PlacedPod, { allocatable, pods }: NodeState): number {
  const sum = (pick: (one: PlacedPod) => number) =>
    [...pods, pod].reduce((total, one) => total + pick(one), 0);
  const score = (wanted: number, has: number) =>
    wanted > has || has === 0 ? 0 : Math.floor(((has - wanted) * 100) / has);
  const cpu = score(
    sum(({ requests }) => requests.cpu || DEFAULT_CPU),
    allocatable.cpu,
  );
  const memory = score(
    sum(({ requests }) => requests.memory || DEFAULT_MEMORY),
    allocatable.memory,
  );
  return Math.floor((cpu + memory) / 2);
}

function balanced(pod: PlacedPod, { allocatable, used }: NodeState): number {
  if (pod.requests.cpu === 0 && pod.requests.memory === 0) return 0;
  const cpu = Math.min(1, (used.cpu + pod.requests.cpu) / allocatable.cpu);
  const memory = Math.min(1, (used.memory + pod.requests.memory) / allocatable.memory);
  return Math.floor((1 - Math.abs(cpu - memory) / 2) * 100);
}

/** Soft spreading: the pod's own constraints, or the profile's default ones for what a controller made. */
function spreadScores(pod: PlacedPod, fitting: readonly NodeState[], nodes: readonly NodeState[]): number[] {
  const own = pod.spec.topologySpreadConstraints ?? [];
  const constraints =
    own.length > 0
      ? own.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway')
      : defaults(pod);
  if (constraints.length === 0) return fitting.map(() => 0);
  const raw = fitting.map((node) =>
    Math.round(
      constraints.reduce((sum, constraint) => {
        const domain = node.labels[constraint.topologyKey];
        if (domain === undefined) return sum;
        const counts = countByDomain(constraint, pod, nodes);
        const domains = new Set(fitting.map(({ labels }) => labels[constraint.topologyKey])).size;
        return sum + (counts.get(domain) ?? 0) * Math.log(domains + 2) + (constraint.maxSkew - 1);
      }, 0),
    ),
  );
  const most = Math.max(...raw);
  const least = Math.min(...raw);
  return raw.map((score) => (most === 0 ? 100 : Math.floor((100 * (most + least - score)) / most)));
}

function defaults(pod: PlacedPod): SpreadConstraint[] {
  if (!/^(Deployment|StatefulSet|ReplicaSet)\//.test(pod.owner)) return [];
  const labelSelector = { matchLabels: pod.labels };
  const whenUnsatisfiable = 'ScheduleAnyway';
  return [
    { topologyKey: HOST_LABEL, maxSkew: 3, whenUnsatisfiable, labelSelector },
    { topologyKey: ZONE_LABEL, maxSkew: 5, whenUnsatisfiable, labelSelector },
  ];
}

/** Preferred anti-affinity. */
function companyScores(pod: PlacedPod, fitting: readonly NodeState[], nodes: readonly NodeState[]): number[] {
  const terms = pod.spec.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const raw = fitting.map((node) =>
    terms.reduce((sum, { weight, podAffinityTerm: { topologyKey, labelSelector } }) => {
      const near = nodes.filter(
        ({ labels }) => labels[topologyKey] !== undefined && labels[topologyKey] === node.labels[topologyKey],
      );
      const met = near
        .flatMap(({ pods }) => pods)
        .filter((other) => other.namespace === pod.namespace && selects(labelSelector, other.labels));
      return sum - weight * met.length;
    }, 0),
  );
  const most = Math.max(...raw);
  const least = Math.min(...raw);
  return raw.map((score) => (most === least ? 0 : Math.floor((100 * (score - least)) / (most - least))));
}
