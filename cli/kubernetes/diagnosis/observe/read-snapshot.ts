import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { KubeError } from '#cli/kubernetes/client/errors.ts';
import { clusterNow } from '#cli/kubernetes/cluster-now.ts';
import { listNamespace } from '#cli/kubernetes/list-namespace.ts';
import type { KubeEvent, KubeObject } from '#cli/kubernetes/objects.ts';
import type { Resource } from '#cli/kubernetes/resources.ts';
import { RESOURCES, refTo } from '#cli/kubernetes/resources.ts';
import { WATCHED_KINDS } from '#cli/kubernetes/watch/view.ts';
import { createFacts } from '../facts.ts';
import type { RequestFault, Snapshot } from '../snapshot.ts';
import { EMPTY_SNAPSHOT } from '../snapshot.ts';
import { readLogs } from './read-logs.ts';
import { readSkewMs } from './read-skew.ts';
import { isAwayError, toFault } from './request-fault.ts';

const CONTENT: readonly Resource[] = [
  RESOURCES.job,
  RESOURCES.networkPolicy,
  RESOURCES.disruptionBudget,
  RESOURCES.resourceQuota,
  RESOURCES.limitRange,
];
/** Kinds whose content may be secret, or says nothing here. */
const NAMES: readonly Resource[] = [RESOURCES.secret, RESOURCES.configMap, RESOURCES.serviceAccount];
const CLUSTER: readonly Resource[] = [
  RESOURCES.node,
  RESOURCES.storageClass,
  RESOURCES.csiDriver,
  RESOURCES.volume,
  RESOURCES.volumeAttachment,
];

export interface ReadOptions {
  namespace: string;
  clock(): number;
  signal: AbortSignal;
}

/** Reads everything that the rules look at. What may not be read is left out; without an answer, only the fault is known. */
export async function readSnapshot(client: KubeClient, options: ReadOptions): Promise<Snapshot> {
  const { namespace, clock, signal } = options;
  const empty = { ...EMPTY_SNAPSHOT, namespace, now: clock() };
  let skewMs: number | null;
  try {
    skewMs = await readSkewMs(client, clock, signal);
  } catch (error) {
    const fault = toFault(error);
    signal.throwIfAborted();
    if (fault === null) throw error;
    return { ...empty, fault };
  }
  const { objects, listed } = await readObjects(client, namespace, signal);
  if (!listed.has('Pod')) {
    const fault = await askFault(client, namespace, signal);
    if (fault !== null) return { ...empty, fault };
  }
  const events = await listOrNone<KubeEvent>(client, RESOURCES.event, { namespace }, signal);
  const known: Snapshot = {
    ...empty,
    now: clusterNow(client, clock),
    objects,
    listed,
    events: events ?? [],
    skewMs,
  };
  return { ...known, logs: await readLogs(client, createFacts(known), signal) };
}

/** Why the pods cannot be listed: without them, no diagnosis is possible. */
async function askFault(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<RequestFault | null> {
  try {
    await client.list(RESOURCES.pod, { namespace }, signal);
    return null;
  } catch (error) {
    signal.throwIfAborted();
    return toFault(error);
  }
}

/** The objects that nothing watches: of the namespace, and those of the cluster that it depends on. */
export async function readContext(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<Pick<Snapshot, 'objects' | 'listed'>> {
  const rest = await listKinds(client, [...CONTENT, ...NAMES, ...CLUSTER], namespace, signal);
  const space = await client.get(refTo(RESOURCES.namespace, namespace), signal).catch(() => null);
  return { ...rest, objects: space ? [space, ...rest.objects] : rest.objects };
}

async function readObjects(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<Pick<Snapshot, 'objects' | 'listed'>> {
  const [watched, context] = await Promise.all([
    listKinds(client, WATCHED_KINDS, namespace, signal),
    readContext(client, namespace, signal),
  ]);
  const objects = [...watched.objects, ...context.objects];
  const listed = new Set([...watched.listed, ...context.listed]);
  const isGoing = objects.some(
    ({ kind, metadata }) => kind === 'Namespace' && metadata.deletionTimestamp !== undefined,
  );
  if (!isGoing) return { objects, listed };
  // What holds a namespace may be of any kind.
  const known = new Set(objects.map(({ metadata }) => metadata.uid));
  const { objects: all } = await listNamespace(client, namespace, signal);
  return { objects: [...objects, ...all.filter(({ metadata }) => !known.has(metadata.uid))], listed };
}

async function listKinds(
  client: KubeClient,
  kinds: readonly Resource[],
  namespace: string,
  signal: AbortSignal,
): Promise<Pick<Snapshot, 'objects' | 'listed'>> {
  const listed = new Set<string>();
  const lists = await Promise.all(
    kinds.map(async (resource) => {
      const metadataOnly = NAMES.includes(resource);
      const place = resource.namespaced ? { namespace } : {};
      const items = await listOrNone(
        client,
        resource,
        { ...place, ...(metadataOnly && { metadataOnly }) },
        signal,
      );
      if (items) listed.add(resource.kind);
      return items ?? [];
    }),
  );
  return { objects: lists.flat(), listed };
}

async function listOrNone<T extends KubeObject = KubeObject>(
  client: KubeClient,
  resource: Resource,
  options: Parameters<KubeClient['list']>[1],
  signal: AbortSignal,
): Promise<T[] | null> {
  try {
    return (await client.list<T>(resource, options, signal)).items;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof KubeError && !isAwayError(error)) return null;
    throw error;
  }
}
