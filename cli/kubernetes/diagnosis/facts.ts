import type { KubeEvent, KubeObject } from '../objects.ts';
import { conditionOf, eventTime, isOwnedBy } from '../objects.ts';
import { findCurrentReplicaSet } from '../readiness/deployment.ts';
import type { ContainerStatus, Pod } from '../readiness/pod-status.ts';
import type { Subject } from './finding.ts';
import type { LogTail, Snapshot } from './snapshot.ts';
import type { ContainerSpec, PodSpec, Workload } from './specs.ts';

/** A snapshot, with the questions that rules ask of it. */
export interface Facts {
  snapshot: Snapshot;
  now: number;
  of<T extends KubeObject>(kind: string): readonly T[];
  find<T extends KubeObject>(kind: string, name: string): T | undefined;
  /** The kind was listed, and there is no such object. */
  isMissing(kind: string, name: string): boolean;
  /** Pods that count: those of earlier replica sets and those being deleted do not. */
  pods: readonly Pod[];
  /** The workload that a pod or a replica set belongs to, or the object itself. */
  ownerOf(object: KubeObject): Subject;
  podsOf(workload: Subject): readonly Pod[];
  /** At least one of its containers runs. */
  isRunning(pod: Pod): boolean;
  /** A pod is being deleted, and will free what it uses. */
  hasTerminatingPods(): boolean;
  containers(pod: Pod): readonly { spec: ContainerSpec; status: ContainerStatus; init: boolean }[];
  /** Events about an object, the newest first. */
  events(object: KubeObject, reasons?: readonly string[]): readonly KubeEvent[];
  log(pod: string, container: string): LogTail | undefined;
  /** The log of a run that has ended was read, or could not be read. */
  isLogRead(pod: string, container: string): boolean;
  answer(pod: string): Snapshot['answers'][number] | undefined;
}

export function createFacts(snapshot: Snapshot): Facts {
  const byKind = Map.groupBy(snapshot.objects, ({ kind }) => kind);
  const byUid = new Map(snapshot.objects.map((object) => [object.metadata.uid, object]));
  const of = <T extends KubeObject>(kind: string) => (byKind.get(kind) ?? []) as unknown as readonly T[];
  const find = <T extends KubeObject>(kind: string, name: string) =>
    of<T>(kind).find(({ metadata }) => metadata.name === name);
  const newestFirst = snapshot.events.toSorted((a, b) => eventTime(b) - eventTime(a));
  const byObject = Map.groupBy(newestFirst, ({ involvedObject: { kind, name } }) => `${kind}/${name}`);

  const ownerOf = (object: KubeObject): Subject => {
    let at = object;
    for (let depth = 0; depth < 4; depth++) {
      const owner = (at.metadata.ownerReferences ?? []).find(({ controller }) => controller !== false);
      if (owner === undefined) break;
      const next = byUid.get(owner.uid);
      if (next === undefined) return { kind: owner.kind, name: owner.name };
      at = next;
    }
    return { kind: at.kind, name: at.metadata.name };
  };
  const pods = currentPods(of, snapshot);
  const tailsOf = (pod: string, container: string) =>
    snapshot.logs.filter((tail) => tail.pod === pod && tail.container === container);
  return {
    snapshot,
    now: snapshot.now,
    of,
    find,
    isMissing: (kind, name) => snapshot.listed.has(kind) && find(kind, name) === undefined,
    pods,
    ownerOf,
    podsOf: ({ kind, name }) =>
      pods.filter((pod) => {
        const owner = ownerOf(pod);
        return owner.kind === kind && owner.name === name;
      }),
    isRunning: (pod) => listContainers(pod).some(({ status }) => status.state?.running),
    hasTerminatingPods: () => of('Pod').some(({ metadata }) => metadata.deletionTimestamp !== undefined),
    containers: listContainers,
    events({ kind, metadata }, reasons) {
      const own = byObject.get(`${kind}/${metadata.name}`) ?? [];
      return own.filter(
        ({ reason = '', involvedObject: { uid } }) =>
          (reasons === undefined || reasons.includes(reason)) &&
          (uid === undefined || metadata.uid === undefined || uid === metadata.uid),
      );
    },
    log(pod, container) {
      const tails = tailsOf(pod, container).filter(({ lines }) => lines.length > 0);
      return tails.find(({ previous }) => previous) ?? tails[0];
    },
    isLogRead: (pod, container) => tailsOf(pod, container).some((tail) => tail.ended),
    answer: (pod) => snapshot.answers.find((answer) => answer.pod === pod),
  };
}

/**
 * Pods of the current revision of each workload, and pods of nothing. Those of an earlier revision say nothing about what was
 * applied last, also while its own pods do not exist yet.
 */
function currentPods(of: Facts['of'], { namespace }: Snapshot): readonly Pod[] {
  const outdated = new Set<string>();
  const revisions = new Map<string, string>();
  const sets = of('ReplicaSet');
  for (const deployment of of<Workload>('Deployment')) {
    const current = findCurrentReplicaSet(deployment, sets);
    for (const set of sets) {
      if (set !== current && isOwnedBy(set, deployment.metadata.uid)) outdated.add(set.metadata.uid ?? '');
    }
  }
  for (const set of of<Workload>('StatefulSet')) {
    const { observedGeneration, updateRevision } = set.status ?? {};
    if (observedGeneration !== set.metadata.generation) outdated.add(set.metadata.uid ?? '');
    else if (updateRevision) revisions.set(set.metadata.uid ?? '', updateRevision);
  }
  return of<Pod>('Pod').filter(({ metadata }) => {
    if (metadata.namespace !== undefined && metadata.namespace !== namespace) return false;
    if (metadata.deletionTimestamp !== undefined) return false;
    return (metadata.ownerReferences ?? []).every(({ uid }) => {
      const revision = revisions.get(uid);
      const own = metadata.labels?.['controller-revision-hash'];
      return !outdated.has(uid) && (revision === undefined || own === undefined || own === revision);
    });
  });
}

function listContainers(pod: Pod): { spec: ContainerSpec; status: ContainerStatus; init: boolean }[] {
  const spec = pod.spec as PodSpec | undefined;
  const pair = (specs: readonly ContainerSpec[] = [], all: readonly ContainerStatus[] = [], init: boolean) =>
    all.map((status) => ({
      status,
      init,
      spec: specs.find(({ name }) => name === status.name) ?? { name: status.name },
    }));
  return [
    ...pair(spec?.initContainers, pod.status?.initContainerStatuses, true),
    ...pair(spec?.containers, pod.status?.containerStatuses, false),
  ];
}

export const isReady = (pod: Pod): boolean => conditionOf(pod.status?.conditions, 'Ready')?.status === 'True';

/** Epoch milliseconds of a time in an object; `null` when there is none. */
export function timeOf(text: string | null | undefined): number | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : time;
}
