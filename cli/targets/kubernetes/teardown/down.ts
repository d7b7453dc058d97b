import { InfluscopeError, NotReadyError } from '#cli/errors.ts';
import { listMembers, PART_OF_SET, readSetKinds } from '#cli/kubernetes/apply/apply-set.ts';
import { removeObject, waitUntilGone } from '#cli/kubernetes/apply/remove.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Lock } from '#cli/kubernetes/lease.ts';
import { acquireLock } from '#cli/kubernetes/lease.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { describeRef, keyOf, refOf } from '#cli/kubernetes/objects.ts';
import type { Resource } from '#cli/kubernetes/resources.ts';
import { RESOURCES, refTo } from '#cli/kubernetes/resources.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note, step } from '#cli/output/events/events.ts';
import type { DownOptions } from '#cli/targets/target.ts';
import { contextNote } from '../connect.ts';
import { foreignObjects } from '../deploy/foreign-objects.ts';
import { isLate } from '../is-late.ts';
import type { Kubernetes } from '../kubernetes-target.ts';
import { CREDENTIALS_NAME } from '../secrets/credentials.ts';
import { forgetKubernetesState, readKubernetesState, writeKubernetesState } from '../state.ts';
import type { Receipt } from './receipt.ts';
import { createReceipt } from './receipt.ts';
import type { Claim } from './volumes.ts';

interface Teardown {
  kube: Kubernetes;
  client: KubeClient;
  receipt: Receipt;
  /** What may never be there again is waited for until it is gone. */
  signal: AbortSignal;
}

const WORKLOADS = [
  RESOURCES.autoscaler,
  RESOURCES.disruptionBudget,
  RESOURCES.deployment,
  RESOURCES.statefulSet,
  RESOURCES.job,
];

/**
 * Takes the platform away in the order in which nothing is left behind: services with their balancers, then workloads,
 * then claims and their volumes, then the rest, the namespace last. Each is waited for until it is really gone.
 */
export async function* bringDown(kube: Kubernetes, request: DownOptions): AsyncGenerator<Event> {
  const connection = await kube.connect();
  const { client } = connection;
  const { namespace, clock } = kube;
  yield contextNote(connection, kube);
  const receipt = createReceipt();
  const space = await client.get(refTo(RESOURCES.namespace, namespace), request.signal);
  // Without a word the data stays.
  const deleting = request.data === 'delete';
  if (space === null) yield note('not_running', `The namespace "${namespace}" is not there`);
  const going = space?.metadata.deletionTimestamp !== undefined;
  const force = request.cluster?.forceUnlock ?? false;
  let lock: Lock | undefined;
  try {
    if (space !== null && !going)
      lock = await acquireLock(client, { namespace, force, clock, signal: request.signal });
    const teardown: Teardown = { kube, client, receipt, signal: lock?.signal ?? request.signal };
    if (space !== null && !going) yield* takeApart(teardown, deleting);
    if (deleting) yield* removeWhatIsCommon(teardown);
    // The lock goes with the namespace.
    await lock?.release();
    if (space !== null && deleting)
      yield* removeNamespace({ ...teardown, signal: request.signal }, space, going);
  } catch (error) {
    yield receipt.event();
    throw lock?.signal.aborted && !(error instanceof InfluscopeError) ? lock.signal.reason : error;
  } finally {
    await lock?.release();
  }
  await tellRemaining({ kube, client, receipt, signal: request.signal });
  yield receipt.event();
  const left = receipt.unwanted(deleting);
  if (left.length > 0) {
    throw new NotReadyError(`Left behind: ${left.join(', ')}`, {
      code: 'left_behind',
      hint: 'influscope down --delete-data again; what another made is for its owner',
      laggards: left,
    });
  }
  if (deleting) forgetKubernetesState(kube.state, kube.forgets);
  else {
    const state = readKubernetesState(kube.state);
    if (state) writeKubernetesState(kube.state, { ...state, url: null });
    yield note('data_kept', `Its data is kept in the namespace "${namespace}"; influscope up brings it back`);
  }
}

async function* takeApart(teardown: Teardown, deleting: boolean): AsyncGenerator<Event> {
  const { client, kube, signal } = teardown;
  const { namespace } = kube;
  const mine = async (resource: Resource) =>
    (
      await client.list<KubeObject>(
        resource,
        { namespace, labelSelector: 'app.kubernetes.io/part-of=influscope' },
        signal,
      )
    ).items;
  yield* removeAll(
    teardown,
    'services',
    'the services and their load balancer',
    await mine(RESOURCES.service),
  );
  const workloads = (await Promise.all(WORKLOADS.map(mine))).flat();
  yield* removeAll(teardown, 'workloads', 'the workloads', workloads, true);
  yield* awaitPods(teardown, await mine(RESOURCES.pod));
  if (deleting) yield* removeVolumes(teardown);
  const kinds = await readSetKinds(client, { namespace, signal });
  const rest = (await listMembers(client, kinds, [], { namespace, signal })).filter(
    ({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== undefined,
  );
  yield* removeAll(teardown, 'settings', 'settings, accounts and policies', rest);
}

async function* removeAll(
  teardown: Teardown,
  id: string,
  what: string,
  objects: readonly KubeObject[],
  foreground = false,
): AsyncGenerator<Event> {
  if (objects.length === 0) return;
  const { client, receipt, signal } = teardown;
  const removing = step(id, `Removing ${what}`);
  yield removing.started;
  for (const object of objects) await removeObject(client, object, { signal, foreground });
  await awaitGone(teardown, objects);
  for (const object of objects) receipt.removed(object);
  yield removing.done(`Removed ${what} (${objects.length})`);
}

async function* awaitPods(teardown: Teardown, pods: readonly KubeObject[]): AsyncGenerator<Event> {
  if (pods.length === 0) return;
  const ending = step('pods', 'Waiting until the pods have ended');
  yield ending.started;
  await awaitGone(teardown, pods);
  yield ending.done(`${pods.length} pods have ended`);
}

/** Claims, then the volumes behind them: a claim goes before its disk does. */
async function* removeVolumes(teardown: Teardown): AsyncGenerator<Event> {
  const { client, kube, receipt, signal } = teardown;
  const claims = (await client.list<Claim>(RESOURCES.claim, { namespace: kube.namespace }, signal)).items;
  if (claims.length === 0) return;
  const removing = step('volumes', 'Deleting the volumes');
  yield removing.started;
  const volumes = (await client.list<KubeObject>(RESOURCES.volume, {}, signal)).items.filter(({ metadata }) =>
    claims.some(({ spec }) => spec?.volumeName === metadata.name),
  );
  for (const claim of claims) await removeObject(client, claim, { signal });
  await awaitGone(teardown, claims);
  const deletable = volumes.filter((volume) => reclaims(volume));
  await awaitGone(teardown, deletable);
  for (const object of [...claims, ...deletable]) receipt.removed(object);
  for (const volume of volumes)
    if (!reclaims(volume)) receipt.remains(volume, 'its class keeps volumes (Retain)');
  yield removing.done(`Deleted ${claims.length} volumes`);
}

function reclaims(volume: KubeObject): boolean {
  return (
    (volume as { spec?: { persistentVolumeReclaimPolicy?: string } }).spec?.persistentVolumeReclaimPolicy !==
    'Retain'
  );
}

/** Members that are in no namespace; those are found also when an earlier run had already removed the rest. */
async function* removeWhatIsCommon(teardown: Teardown): AsyncGenerator<Event> {
  const { client, kube, signal } = teardown;
  const common = await listMembers(
    client,
    ['StorageClass.storage.k8s.io', 'PriorityClass.scheduling.k8s.io'],
    [],
    {
      namespace: kube.namespace,
      signal,
    },
  );
  yield* removeAll(teardown, 'common', 'classes', common);
}

async function* removeNamespace(
  teardown: Teardown,
  space: KubeObject,
  going: boolean,
): AsyncGenerator<Event> {
  const { client, kube, receipt, signal } = teardown;
  const foreign = going ? [] : await foreignObjects(client, kube.namespace, signal);
  if (foreign.length > 0 || space.metadata.labels?.[PART_OF_SET] === undefined) {
    for (const object of foreign) receipt.remains(object, 'not of this platform');
    const secret = await client.get(refTo(RESOURCES.secret, CREDENTIALS_NAME, kube.namespace), signal);
    if (secret) yield* removeAll(teardown, 'credentials', 'the credentials', [secret]);
    receipt.remains(space, 'holds what is not of this platform');
    return;
  }
  const removing = step('namespace', `Deleting the namespace "${kube.namespace}"`);
  yield removing.started;
  if (!going) await removeObject(client, space, { signal });
  await awaitGone(teardown, [space]);
  receipt.removed(space);
  yield removing.done(`Deleted the namespace "${kube.namespace}"`);
}

/** Waits for all of them; when time is up, names those that are still there, and what holds them. */
async function awaitGone({ client, signal }: Teardown, objects: readonly KubeObject[]): Promise<void> {
  const left = new Map(objects.map((object) => [keyOf(refOf(object)), object]));
  try {
    await Promise.all(
      objects.map(async (object) => {
        const key = keyOf(refOf(object));
        await waitUntilGone(client, object, { signal, onChange: (seen) => left.set(key, seen) });
        left.delete(key);
      }),
    );
  } catch (error) {
    if (!isLate(signal) || left.size === 0) throw error;
    const told = [...left.values()].map((object) => {
      const held = object.metadata.finalizers?.join(', ');
      return `${describeRef(refOf(object))}${held ? ` (held by ${held})` : ''}`;
    });
    throw new NotReadyError(`${(signal.reason as Error).message}; still there are ${told.join(', ')}`, {
      code: 'not_gone',
      hint: 'influscope down again goes on from here',
      laggards: told,
      cause: signal.reason,
    });
  }
}

/** What is still there of the platform. */
async function tellRemaining({ kube, client, receipt, signal }: Teardown): Promise<void> {
  const space = await client.get(refTo(RESOURCES.namespace, kube.namespace), signal);
  if (space === null) return;
  receipt.remains(space);
  for (const claim of (await client.list<Claim>(RESOURCES.claim, { namespace: kube.namespace }, signal))
    .items)
    receipt.remains(claim);
  const secret = await client.get(refTo(RESOURCES.secret, CREDENTIALS_NAME, kube.namespace), signal);
  if (secret) receipt.remains(secret);
}
