import type { KubeObject } from '../objects.ts';
import { advise, describeObstacles } from './advice.ts';
import type { Obstacle } from './filters.ts';
import type { Amounts, NodeState, PlacedPod, PodSpec } from './model.ts';
import type { Choose } from './place.ts';
import { place, put } from './place.ts';
import type { ClusterFacts } from './read-cluster.ts';
import { isOver, readNodes, readPod } from './read-cluster.ts';
import { podRequests } from './requests.ts';
import type { WantedPods } from './wanted-pods.ts';
import { wantedPods } from './wanted-pods.ts';

/** A pod that no node takes. */
export interface Misfit {
  /** `Deployment/api`. */
  owner: string;
  /** It is only missing while an update rolls. */
  surge: boolean;
  requests: Amounts;
  /** Why, node by node, in words. */
  reason: string;
  /** One change that makes it fit. */
  change: string;
}

export interface CapacityReport {
  fits: boolean;
  /** It does not fit in one way that the scheduler may take, and does in another: it draws lots among equal nodes. */
  byChance: boolean;
  misfits: Misfit[];
  nodes: { name: string; allocatable: Amounts; used: Amounts }[];
}

/** Ways to choose among equal nodes that are looked at. */
const WAYS = 8;

/**
 * Whether the cluster takes these objects, with room for each rolling update, whichever of equal nodes the scheduler
 * takes. Pods are placed one by one as it would; ours that already stand somewhere stay there. Pure.
 */
export function checkCapacity(objects: readonly KubeObject[], facts: ClusterFacts): CapacityReport {
  const reports = Array.from({ length: WAYS }, (_, way) => placeAll(objects, facts, createChoice(way)));
  const misfit = reports.find(({ fits }) => !fits);
  return {
    ...(misfit ?? (reports[0] as Placed)),
    byChance: misfit !== undefined && reports.some(({ fits }) => fits),
  };
}

type Placed = Omit<CapacityReport, 'byChance'>;

function placeAll(objects: readonly KubeObject[], facts: ClusterFacts, choose: Choose): Placed {
  const wanted = objects.flatMap((object) => wantedPods(object, facts) ?? []);
  const standing = standingPods(wanted, facts);
  const nodes = readNodes(facts, (pod) => ownerOf(pod, wanted) !== undefined);
  const misfits: Misfit[] = [];

  const tryToPlace = (pod: PlacedPod, among: readonly NodeState[], surge: boolean) => {
    const placement = place(pod, among, choose);
    if (placement.node === null) misfits.push(toMisfit(pod, placement.obstacles, among, surge));
  };
  for (const { owner, pods } of wanted) {
    for (const object of (standing.get(owner) ?? []).slice(0, pods.length)) {
      const node = nodes.find(
        ({ name }) => name === (object as { spec?: { nodeName?: string } }).spec?.nodeName,
      );
      if (node) put({ ...readPod(object, facts), owner }, node);
    }
  }
  for (const { owner, pods } of wanted) {
    for (const pod of pods.slice(standing.get(owner)?.length ?? 0)) tryToPlace(pod, nodes, false);
  }
  const used = nodes.map(({ name, allocatable, used }) => ({ name, allocatable, used }));
  // Updates of several workloads free room for each other: each has to fit by itself.
  if (misfits.length === 0) {
    for (const { pods, surge } of wanted) {
      const copy = nodes.map((node) => ({ ...node, pods: [...node.pods] }));
      for (const pod of pods.slice(0, surge)) tryToPlace(pod, copy, true);
    }
  }
  return { fits: misfits.length === 0, misfits, nodes: used };
}

/** The first way takes the first of equals, the second the last, the others as chance would, the same each time. */
function createChoice(way: number): Choose {
  let state = way;
  return (equals) => {
    if (way === 0 || equals === 1) return 0;
    if (way === 1) return equals - 1;
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 16) % equals;
  };
}

/** Our pods that have a node, by their owner's name. */
function standingPods(wanted: readonly WantedPods[], { pods }: ClusterFacts): Map<string, KubeObject[]> {
  const standing = new Map<string, KubeObject[]>();
  for (const pod of pods) {
    const { nodeName } = (pod as { spec?: { nodeName?: string } }).spec ?? {};
    if (nodeName === undefined || isOver(pod)) continue;
    const one = ownerOf(pod, wanted);
    // One that is to ask for more, or less, has to find its place again.
    if (one && !asksAlike(podRequests((pod as { spec?: PodSpec }).spec ?? {}), one.pods[0]?.requests))
      continue;
    if (one) standing.set(one.owner, [...(standing.get(one.owner) ?? []), pod]);
  }
  return standing;
}

function ownerOf(pod: KubeObject, wanted: readonly WantedPods[]): WantedPods | undefined {
  return wanted.find(({ owner, pods: [first] }) => first && belongsTo(pod, owner, first));
}

function asksAlike(a: Amounts, b: Amounts | undefined): boolean {
  return a.cpu === b?.cpu && a.memory === b.memory;
}

function belongsTo({ metadata }: KubeObject, owner: string, { namespace, labels }: PlacedPod): boolean {
  if (metadata.namespace !== namespace) return false;
  if (owner === `Pod/${metadata.name}`) return true;
  const [kind, name] = owner.split('/');
  const controller = metadata.ownerReferences?.find((reference) => reference.controller);
  if (kind === 'StatefulSet') return controller?.kind === kind && controller.name === name;
  return (
    kind === 'Deployment' &&
    controller?.kind === 'ReplicaSet' &&
    controller.name.replace(/-[^-]+$/, '') === name &&
    Object.keys(labels).length > 0
  );
}

function toMisfit(
  pod: PlacedPod,
  obstacles: Readonly<Record<string, readonly Obstacle[]>>,
  nodes: readonly NodeState[],
  surge: boolean,
): Misfit {
  return {
    owner: pod.owner,
    surge,
    requests: pod.requests,
    reason: describeObstacles(pod, obstacles, nodes),
    change: advise(pod, obstacles, nodes, surge),
  };
}
