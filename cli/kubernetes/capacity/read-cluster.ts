import type { KubeObject } from '../objects.ts';
import { ZONE_LABEL } from './filters.ts';
import type { NodeObject, NodeState, PlacedPod, PodSpec } from './model.ts';
import { put } from './place.ts';
import { milliCores, wholeBytes } from './quantity.ts';
import { podRequests } from './requests.ts';

/** What is known of a cluster, as its API says it. */
export interface ClusterFacts {
  nodes: readonly KubeObject[];
  /** Of all namespaces. */
  pods: readonly KubeObject[];
  claims: readonly KubeObject[];
  volumes: readonly KubeObject[];
}

type PodObject = KubeObject & { spec?: PodSpec; status?: { phase?: string } };
type Claim = KubeObject & { spec?: { volumeName?: string } };
type Volume = KubeObject & {
  spec?: {
    nodeAffinity?: {
      required?: { nodeSelectorTerms?: { matchExpressions?: { key: string; values?: string[] }[] }[] };
    };
  };
};

/** The nodes with what is on them; `isOurs` pods are left off. */
export function readNodes(facts: ClusterFacts, isOurs: (pod: KubeObject) => boolean): NodeState[] {
  const nodes = facts.nodes.map(readNode);
  for (const object of facts.pods) {
    const pod = object as PodObject;
    const node = nodes.find(({ name }) => name === pod.spec?.nodeName);
    if (!node || isOver(pod) || isOurs(pod)) continue;
    put(readPod(pod, facts), node);
  }
  return nodes;
}

export function isOver(pod: KubeObject): boolean {
  const { phase } = (pod as PodObject).status ?? {};
  return phase === 'Succeeded' || phase === 'Failed';
}

function readNode(object: KubeObject): NodeState {
  const { metadata, spec, status } = object as NodeObject;
  const { cpu = '0', memory = '0', pods = '0' } = status?.allocatable ?? {};
  const cordon = spec?.unschedulable
    ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }]
    : [];
  return {
    name: metadata.name,
    labels: metadata.labels ?? {},
    taints: [...(spec?.taints ?? []), ...cordon],
    allocatable: { cpu: milliCores(cpu), memory: wholeBytes(memory), pods: Number(pods) },
    used: { cpu: 0, memory: 0, pods: 0 },
    pods: [],
  };
}

export function readPod(object: KubeObject, facts: Pick<ClusterFacts, 'claims' | 'volumes'>): PlacedPod {
  const { metadata, spec = {} } = object as PodObject;
  const namespace = metadata.namespace ?? 'default';
  return {
    owner: `Pod/${metadata.name}`,
    namespace,
    labels: metadata.labels ?? {},
    requests: podRequests(spec),
    spec,
    zones: zonesOf(
      (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []),
      namespace,
      facts,
    ),
  };
}

/** Zones that hold all of these claims' volumes; empty when none is bound to a place. */
export function zonesOf(
  claimNames: readonly string[],
  namespace: string,
  { claims, volumes }: Pick<ClusterFacts, 'claims' | 'volumes'>,
): string[] {
  const zones = claimNames.flatMap((name) => {
    const claim = claims.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    const volume = volumes.find(
      ({ metadata }) => metadata.name === (claim as Claim | undefined)?.spec?.volumeName,
    );
    const terms = (volume as Volume | undefined)?.spec?.nodeAffinity?.required?.nodeSelectorTerms ?? [];
    const found = terms.flatMap(({ matchExpressions = [] }) =>
      matchExpressions
        .filter(({ key }) => key === ZONE_LABEL || key.endsWith('/zone'))
        .flatMap(({ values = [] }) => values),
    );
    return found.length > 0 ? [found] : [];
  });
  return (
    zones.reduce<string[] | null>(
      (both, one) => (both ? both.filter((zone) => one.includes(zone)) : one),
      null,
    ) ?? []
  );
}
