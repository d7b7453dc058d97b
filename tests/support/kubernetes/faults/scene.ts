import { createFacts, isReady } from '#cli/kubernetes/diagnosis/facts.ts';
import { dependenciesOf } from '#cli/kubernetes/diagnosis/links.ts';
import type { LogTail, Snapshot } from '#cli/kubernetes/diagnosis/snapshot.ts';
import type { KubeEvent, KubeObject } from '#cli/kubernetes/objects.ts';
import { healthySnapshot } from '../snapshots/healthy.ts';

// biome-ignore lint/suspicious/noExplicitAny: faults change fields that no type of the product names.
export type Loose = any;

/** A healthy instance into which faults are put; times run from `now` backwards. */
export interface Scene {
  random(): number;
  now: number;
  pick<T>(from: readonly T[]): T;
  object(kind: string, name: string): Loose;
  all(kind: string): Loose[];
  add(object: KubeObject): void;
  remove(kind: string, name: string): void;
  /** A pod of the workload. */
  podOf(workload: string): Loose;
  workload(name: string): Loose;
  /** A warning about an object; `agoMs` before now it was seen first. */
  event(object: Loose, reason: string, message: string, agoMs?: number, count?: number): void;
  log(pod: Loose, lines: readonly string[], previous?: boolean): void;
  /** No container of the pod is up any more. */
  down(pod: Loose, container: Loose): void;
  /** The scheduler has found no node for the pod. */
  unschedule(pod: Loose, message: string, agoMs: number, reason?: string): void;
  at(agoMs: number): string;
  set(more: Partial<Snapshot>): void;
  /** Workloads that need this one get what the lack of it causes. */
  spread(workload: string): void;
  snapshot(): Snapshot;
}

export const APPLICATIONS = ['analytics', 'indexer', 'scraper', 'api'];
export const SERVERS = ['elasticsearch', 'rabbitmq', 'minio'];

export function createScene(random: () => number): Scene {
  let base = healthySnapshot();
  const now = base.now;
  const objects = [...base.objects] as Loose[];
  const events = [...base.events] as KubeEvent[];
  const logs: LogTail[] = [];
  const scene: Scene = {
    random,
    now,
    pick: (from) => from[Math.floor(random() * from.length)] as never,
    object: (kind, name) => objects.find((one) => one.kind === kind && one.metadata.name === name),
    all: (kind) => objects.filter((one) => one.kind === kind),
    add: (object) => void objects.push(object),
    remove(kind, name) {
      const index = objects.findIndex((one) => one.kind === kind && one.metadata.name === name);
      if (index >= 0) objects.splice(index, 1);
    },
    podOf: (workload) =>
      objects.find((one) => one.kind === 'Pod' && one.metadata.labels['app.kubernetes.io/name'] === workload),
    workload: (name) => scene.object('Deployment', name) ?? scene.object('StatefulSet', name),
    event(object, reason, message, agoMs = 20_000, count = 1) {
      events.push({
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: `${object.metadata.name}.${events.length}`, namespace: base.namespace },
        involvedObject: { kind: object.kind, name: object.metadata.name, uid: object.metadata.uid },
        type: 'Warning',
        reason,
        message,
        count,
        firstTimestamp: scene.at(agoMs),
        lastTimestamp: scene.at(Math.min(agoMs, 2_000)),
      });
    },
    log(pod, lines, previous = false) {
      const container = pod.spec.containers[0].name;
      logs.push({ pod: pod.metadata.name, container, previous, ended: previous, lines });
    },
    down(pod, container) {
      const [status] = pod.status.containerStatuses;
      const { lastState, ...state } = container;
      Object.assign(status, { ready: false, started: false, state, lastState: lastState ?? {} });
      if (container.restartCount !== undefined) status.restartCount = container.restartCount;
      delete state.restartCount;
      pod.status.startTime = scene.at(90_000);
      unready(pod);
    },
    unschedule(pod, message, agoMs, reason = 'Unschedulable') {
      delete pod.spec.nodeName;
      const condition = {
        type: 'PodScheduled',
        status: 'False',
        reason,
        message,
        lastTransitionTime: scene.at(agoMs),
      };
      pod.status = { phase: 'Pending', conditions: [condition] };
    },
    at: (agoMs) => new Date(now - agoMs).toISOString(),
    set(more) {
      base = { ...base, ...more };
    },
    spread(workload) {
      const facts = createFacts(scene.snapshot());
      const target = scene.workload(workload);
      for (const name of APPLICATIONS) {
        const needs = dependenciesOf(facts, { kind: 'Deployment', name });
        if (!needs.some((one) => one.name === workload) || random() < 0.15) continue;
        const pod = scene.podOf(name);
        if (!isReady(pod)) continue;
        const message = `Readiness probe failed: HTTP probe failed with statuscode: 503`;
        pod.status.containerStatuses[0].ready = false;
        unready(pod);
        scene.event(pod, 'Unhealthy', message, 15_000, 7);
        scene.log(pod, [
          JSON.stringify({
            level: 'warn',
            msg: `no connection to ${target.metadata.name}: connect ECONNREFUSED`,
          }),
        ]);
      }
    },
    snapshot: () => ({ ...base, objects, events, logs: [...base.logs, ...logs] }),
  };
  return scene;

  function unready(pod: Loose): void {
    for (const condition of pod.status.conditions)
      if (/^(Ready|ContainersReady)$/.test(condition.type))
        Object.assign(condition, { status: 'False', lastTransitionTime: scene.at(60_000) });
    const owner = scene.workload(pod.metadata.labels['app.kubernetes.io/name']);
    if (owner) owner.status.readyReplicas = 0;
  }
}
