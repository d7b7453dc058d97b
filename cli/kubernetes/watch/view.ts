import type { KubeClient, ListOptions } from '../client/client.ts';
import type { KubeEvent, KubeObject, ObjectRef } from '../objects.ts';
import { eventTime, keyOf, refOf } from '../objects.ts';
import type { Related } from '../readiness/object-readiness.ts';
import type { SeenRuns } from '../readiness/seen-runs.ts';
import { createSeenRuns } from '../readiness/seen-runs.ts';
import type { Resource } from '../resources.ts';
import { RESOURCES } from '../resources.ts';
import type { Sighting } from './watch.ts';
import { watchObjects } from './watch.ts';

/** What is known at this moment of a namespace, kept up to date by watches. Holds the objects that exist, nothing else. */
export interface View {
  get(ref: ObjectRef): KubeObject | undefined;
  /** All of one kind. */
  all(resource: Resource): KubeObject[];
  related(): Related;
  /** All objects, of every kind but events. */
  watched(): KubeObject[];
  /** Resolves once everything was listed; rejects with what ends a watch. */
  listed: Promise<void>;
  /** Resolves at the next change, or when `signal` aborts; rejects with what ends a watch. */
  changed(signal: AbortSignal): Promise<void>;
  close(): void;
}

export interface ViewOptions {
  namespace: string;
  /** Kinds besides those whose readiness is assessed. */
  also?: readonly Resource[];
  signal: AbortSignal;
}

/** Warnings kept; the oldest go first. */
const MOST_EVENTS = 300;
/** Kinds that every view watches. */
export const WATCHED_KINDS: readonly Resource[] = [
  RESOURCES.deployment,
  RESOURCES.statefulSet,
  RESOURCES.replicaSet,
  RESOURCES.pod,
  RESOURCES.claim,
  RESOURCES.service,
];

/** Resources that decide whether everything is ready, or whether something cannot recover. */
const DECIDING: ReadonlySet<Resource> = new Set([RESOURCES.deployment, RESOURCES.statefulSet, RESOURCES.pod]);

export function openView(client: KubeClient, { namespace, also = [], signal }: ViewOptions): View {
  const closing = new AbortController();
  const bounds = AbortSignal.any([signal, closing.signal]);
  const kinds = new Map<Resource, Map<string, KubeObject>>();
  const events = new Map<string, KubeEvent>();
  const runs = createSeenRuns();
  const waiting = new Set<() => void>();
  let fault: unknown;
  let version = 0;
  let seen = 0;

  const notify = () => {
    version++;
    for (const wake of waiting) wake();
    waiting.clear();
  };
  const follow = async (
    resource: Resource,
    store: Map<string, KubeObject>,
    more: ListOptions,
    onListed: () => void,
  ) => {
    await watchObjects<KubeObject>(client, {
      resource,
      ...(resource.namespaced && { namespace }),
      ...more,
      isMinor: !DECIDING.has(resource),
      signal: bounds,
      onSighting(sighting) {
        if (sighting.type === 'listed') {
          store.clear();
          for (const object of sighting.objects) store.set(keyOf(refOf(object)), trim(object));
          onListed();
        } else if (sighting.type === 'gone') store.delete(keyOf(refOf(sighting.object)));
        else store.set(keyOf(refOf(sighting.object)), trim(sighting.object));
        if (resource === RESOURCES.pod) followRuns(runs, sighting);
        if (store === (events as Map<string, KubeObject>)) forgetOldest(events);
        notify();
      },
      onResumed() {
        if (resource === RESOURCES.pod) runs.interrupted();
      },
    });
  };
  const start = (resource: Resource, store: Map<string, KubeObject>, more: ListOptions = {}) =>
    new Promise<void>((resolve, reject) => {
      follow(resource, store, more, resolve).then(
        // Closing the view early ends the wait.
        () => resolve(),
        (error: unknown) => {
          fault ??= error;
          notify();
          reject(error);
        },
      );
    });
  const resources = [...WATCHED_KINDS, ...also];
  const listed = Promise.all([
    ...resources.map((resource) => {
      const store = new Map<string, KubeObject>();
      kinds.set(resource, store);
      return start(resource, store);
    }),
    start(RESOURCES.event, events as Map<string, KubeObject>, { fieldSelector: 'type=Warning' }),
  ]).then(() => {});
  // Callers that wait see the error; no caller has to wait.
  listed.catch(() => {});

  const all = (resource: Resource) => [...(kinds.get(resource)?.values() ?? [])];
  return {
    listed,
    all,
    get(ref) {
      const key = keyOf(ref);
      for (const store of kinds.values()) {
        const object = store.get(key);
        if (object) return object;
      }
      return undefined;
    },
    watched: () => [...kinds.values()].flatMap((store) => [...store.values()]),
    related: () => ({
      pods: all(RESOURCES.pod),
      replicaSets: all(RESOURCES.replicaSet),
      claims: all(RESOURCES.claim),
      events: [...events.values()],
      runs: runs.current(),
    }),
    async changed(until) {
      if (seen === version && fault === undefined && !until.aborted) {
        await new Promise<void>((resolve) => {
          const done = () => {
            until.removeEventListener('abort', done);
            waiting.delete(done);
            resolve();
          };
          waiting.add(done);
          until.addEventListener('abort', done, { once: true });
        });
      }
      seen = version;
      if (fault !== undefined) throw fault;
    },
    close: () => closing.abort(),
  };
}

function followRuns(runs: SeenRuns, sighting: Sighting<KubeObject>): void {
  if (sighting.type === 'gone') runs.gone(sighting.object);
  else if (sighting.type === 'changed') runs.see(sighting.object);
  else for (const pod of sighting.objects) runs.see(pod);
}

function forgetOldest(events: Map<string, KubeEvent>): void {
  // Now and then, not each time one comes.
  if (events.size <= 2 * MOST_EVENTS) return;
  const oldest = [...events].toSorted(([, a], [, b]) => eventTime(a) - eventTime(b));
  for (const [key] of oldest.slice(0, events.size - MOST_EVENTS)) events.delete(key);
}

/** Without fields that nothing reads, and large ones. */
function trim(object: KubeObject): KubeObject {
  const { managedFields, annotations, ...metadata } = object.metadata;
  const changes = managedFields as { fieldsV1?: unknown }[] | undefined;
  const { 'kubectl.kubernetes.io/last-applied-configuration': _last, ...kept } = annotations ?? {};
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(annotations && { annotations: kept }),
      ...(changes && { managedFields: changes.map(({ fieldsV1: _fields, ...change }) => change) }),
    },
  };
}
