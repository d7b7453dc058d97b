import type { KubeObject } from '../objects.ts';
import { conditionOf } from '../objects.ts';
import type { Service } from '../readiness/service.ts';
import type { Facts } from './facts.ts';
import { timeOf } from './facts.ts';
import type { Subject } from './finding.ts';
import type { PodSpec, Workload } from './specs.ts';

interface Policy extends KubeObject {
  spec?: {
    podSelector?: { matchLabels?: Record<string, string> };
    egress?: readonly {
      to?: readonly { podSelector?: { matchLabels?: Record<string, string> }; namespaceSelector?: object }[];
    }[];
  };
}

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** Does an object with these labels match? An empty selector matches everything, none matches nothing. */
export function matchesLabels(
  labels: Readonly<Record<string, string>> | undefined,
  selector: Readonly<Record<string, string>> | undefined,
): boolean {
  return selector !== undefined && Object.entries(selector).every(([key, value]) => labels?.[key] === value);
}

export const keyOfSubject = ({ kind, name }: Subject): string => `${kind}/${name}`;

/** Objects whose templates make pods that serve. */
export const workloads = (facts: Facts): Workload[] => KINDS.flatMap((kind) => facts.of<Workload>(kind));
export const labelsOf = (workload: Workload) => workload.spec?.template?.metadata?.labels;
const subjectOf = ({ kind, metadata }: KubeObject): Subject => ({ kind, name: metadata.name });

/** Workloads that this one sends requests to, as the network policies say. */
export function dependenciesOf(facts: Facts, { kind, name }: Subject): Subject[] {
  const workload = facts.find<Workload>(kind, name);
  if (workload === undefined) return [];
  const selectors = facts
    .of<Policy>('NetworkPolicy')
    .filter(({ spec }) => {
      const selector = spec?.podSelector?.matchLabels;
      return (
        selector !== undefined &&
        Object.keys(selector).length > 0 &&
        matchesLabels(labelsOf(workload), selector)
      );
    })
    .flatMap(({ spec }) => spec?.egress ?? [])
    .flatMap(({ to = [] }) => to)
    .flatMap(({ podSelector, namespaceSelector }) =>
      podSelector?.matchLabels && !namespaceSelector ? [podSelector.matchLabels] : [],
    );
  return workloads(facts)
    .filter(
      (other) => other !== workload && selectors.some((selector) => matchesLabels(labelsOf(other), selector)),
    )
    .map(subjectOf);
}

/**
 * Since when everything is ready that a workload sends requests to, in epoch milliseconds; `null` while a part is not. A
 * server that needs no other one has volumes that may be slow: `null`, too.
 */
export function needsReadySince(facts: Facts, subject: Subject): number | null {
  const pods = dependenciesOf(facts, subject).map((needed) => facts.podsOf(needed));
  if (pods.length === 0) return subject.kind === 'Deployment' ? 0 : null;
  if (pods.some(({ length }) => length === 0)) return null;
  const times = pods.flat().map((pod) => {
    const ready = conditionOf(pod.status?.conditions, 'Ready');
    return ready?.status === 'True' ? timeOf(ready.lastTransitionTime) : null;
  });
  return times.includes(null) ? null : Math.max(...times.map((time) => time ?? 0));
}

/** For each object the objects that it cannot work without. */
export function readLinks(facts: Facts): ReadonlyMap<string, readonly string[]> {
  const links = new Map<string, Set<string>>();
  const add = (of: Subject, needs: Subject) => {
    const [key, needed] = [keyOfSubject(of), keyOfSubject(needs)];
    if (needed === key) return;
    const known = links.get(key);
    if (known) known.add(needed);
    else links.set(key, new Set([needed]));
  };
  for (const workload of workloads(facts)) {
    for (const needed of dependenciesOf(facts, subjectOf(workload))) add(subjectOf(workload), needed);
  }
  for (const pod of facts.pods) {
    const owner = facts.ownerOf(pod);
    const { nodeName, volumes = [] } = (pod.spec ?? {}) as PodSpec;
    add(subjectOf(pod), owner);
    if (nodeName !== undefined) add(owner, { kind: 'Node', name: nodeName });
    for (const { persistentVolumeClaim } of volumes)
      if (persistentVolumeClaim)
        add(owner, { kind: 'PersistentVolumeClaim', name: persistentVolumeClaim.claimName });
  }
  for (const service of facts.of<Service>('Service')) {
    const { selector } = service.spec ?? {};
    if (selector === undefined) continue;
    for (const workload of workloads(facts))
      if (matchesLabels(labelsOf(workload), selector)) add(subjectOf(service), subjectOf(workload));
  }
  return new Map([...links].map(([key, needs]) => [key, [...needs]]));
}
