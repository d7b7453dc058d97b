import { InfluscopeError, NotReadyError, OperationError } from '#cli/errors.ts';
import { applyObject } from '#cli/kubernetes/apply/apply.ts';
import { isMember } from '#cli/kubernetes/apply/apply-set.ts';
import { removeObject } from '#cli/kubernetes/apply/remove.ts';
import type { Lock } from '#cli/kubernetes/lease.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { describeRef, refOf } from '#cli/kubernetes/objects.ts';
import { RESOURCES, refTo } from '#cli/kubernetes/resources.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note, step, warning } from '#cli/output/events/events.ts';
import type { DownRequest } from '#cli/targets/target.ts';
import { contextNote } from '../connect.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { lockInstance } from '../lock-instance.ts';
import { FIELD_MANAGER } from '../names.ts';
import { forgetKubernetesState, readKubernetesState, writeKubernetesState } from '../state.ts';
import { readFacts, takeInventory } from './inventory.ts';
import type { OwnershipFacts } from './ownership.ts';
import type { TeardownPlan } from './plan.ts';
import { plannedObjects, planTeardown } from './plan.ts';
import { readRemaining } from './read-remaining.ts';
import { createReceipt } from './receipt.ts';
import { removeNamespace } from './remove-namespace.ts';
import type { Removal } from './remove-objects.ts';
import { awaitGone, removeAll } from './remove-objects.ts';

interface Teardown extends Removal {
  facts: OwnershipFacts;
  plan: TeardownPlan;
}

/** Reading what is left may take this long after a failure. */
const REMAINING_TIMEOUT_MS = 8_000;
const NAMED = 20;

/**
 * Deletes the instance's objects, each with proof that it is ours: services with their balancers, then workloads, then
 * claims and their volumes, then the rest, the namespace last. Waits until each is gone.
 */
export async function* bringDown(kube: Kubernetes, request: DownRequest): AsyncGenerator<Event> {
  const connection = await kube.connect();
  const { client } = connection;
  const { namespace } = kube;
  const { signal } = request;
  yield contextNote(connection, kube);
  // Without an answer the data stays.
  const asked = request.data === 'delete' ? 'delete-data' : 'keep-data';
  const space = await client.get(refTo(RESOURCES.namespace, namespace), signal);
  if (space === null) yield note('not_running', `The namespace "${namespace}" does not exist`);
  const terminating = space?.metadata.deletionTimestamp !== undefined;
  let lock: Lock | undefined;
  let teardown: Teardown | undefined;
  try {
    if (space !== null && !terminating) lock = await lockInstance(kube, client, request);
    const facts = await readFacts(kube, client, signal);
    const plan = planTeardown(await takeInventory(client, namespace, signal), facts, asked);
    teardown = { client, receipt: createReceipt(), facts, plan, signal: lock?.signal ?? signal };
    refuseObstacles(plan);
    if (plan.foreign.length > 0 && !terminating)
      yield warning('foreign_kept', `Not deleting these objects: ${nameAll(plan.foreign)}`);
    if (terminating)
      yield note('namespace_terminating', `The namespace "${namespace}" is already being deleted`);
    else yield* removePlanned(teardown);
    yield* removeAll(teardown, ['classes', 'storage and priority classes'], plan.classes);
    // Someone may have made an object since.
    const last =
      terminating || asked === 'keep-data'
        ? plan
        : planTeardown(await takeInventory(client, namespace, signal), facts, asked);
    if (last.spaceStays !== null && !terminating) await releaseNamespace(teardown, space);
    // The lock goes with the namespace.
    await lock?.release();
    const gone = terminating && asked === 'delete-data' ? space : last.space;
    if (gone) yield* removeNamespace({ ...teardown, signal }, gone);
  } catch (error) {
    await lock?.release();
    if (teardown && !isRefusal(error)) yield await receiptAfterFailure(teardown);
    throw lock?.signal.aborted && !(error instanceof InfluscopeError) ? lock.signal.reason : error;
  }
  const { receipt, plan, facts } = teardown;
  await readRemaining(client, receipt, { facts, plan }, signal);
  yield receipt.event();
  yield* conclude(kube, receipt.unwanted(), asked === 'delete-data');
}

async function* removePlanned(teardown: Teardown): AsyncGenerator<Event> {
  const { plan } = teardown;
  yield* removeAll(teardown, ['services', 'the services and their load balancer'], plan.services);
  yield* removeAll(teardown, ['workloads', 'the workloads'], plan.workloads, true);
  if (plan.pods.length > 0) {
    const ending = step('pods', 'Waiting for the pods to terminate');
    yield ending.started;
    yield* awaitGone(teardown, plan.pods);
    yield ending.done(`${plan.pods.length} pods have terminated`);
  }
  yield* removeVolumes(teardown);
  yield* removeAll(teardown, ['settings', 'settings, accounts and policies'], plan.settings);
}

interface Volume extends KubeObject {
  spec?: { persistentVolumeReclaimPolicy?: string };
}

/** Claims, then the volumes behind them. */
async function* removeVolumes(teardown: Teardown): AsyncGenerator<Event> {
  const { client, plan, receipt, signal } = teardown;
  if (plan.claims.length === 0) return;
  const removing = step('volumes', 'Deleting the volumes');
  yield removing.started;
  const names = new Set(plan.claims.map(({ spec }) => spec?.volumeName));
  const volumes = (await client.list<Volume>(RESOURCES.volume, {}, signal)).items.filter(
    ({ metadata, spec }) => names.has(metadata.name) && spec?.persistentVolumeReclaimPolicy !== 'Retain',
  );
  for (const claim of plan.claims) await removeObject(client, claim, { signal });
  yield* awaitGone(teardown, plan.claims);
  yield* awaitGone(teardown, volumes);
  for (const object of [...plan.claims, ...volumes]) receipt.removed(object);
  yield removing.done(`Deleted ${plan.claims.length} volumes`);
}

function refuseObstacles({ obstacles }: TeardownPlan): void {
  const [first] = obstacles;
  if (first === undefined) return;
  const { name, namespace = 'default' } = first.object.metadata;
  const lines = obstacles.map(({ object, reason }) => `  ${describeRef(refOf(object))}: ${reason}`);
  throw new OperationError(`Nothing was deleted, because of these claims:\n${lines.join('\n')}`, {
    code: 'claims_in_use',
    hint: {
      text: 'show what uses it',
      shell: [['kubectl', 'describe', 'pvc', name, '-n', namespace]],
    },
  });
}

const isRefusal = (error: unknown) => error instanceof InfluscopeError && error.code === 'claims_in_use';

/** A namespace that was found, not created, loses the labels that `up` gave it. */
async function releaseNamespace(
  { client, facts, plan, signal }: Teardown,
  space: KubeObject | null,
): Promise<void> {
  if (space === null || plan.asked === 'keep-data' || !isMember(space, facts.set)) return;
  const { apiVersion, kind } = RESOURCES.namespace;
  const bare = { apiVersion, kind, metadata: { name: space.metadata.name } };
  await applyObject(client, bare, { manager: FIELD_MANAGER, force: false, signal });
}

/** What is left after a failure. Where the cluster cannot be asked, it is what was planned and not seen to go. */
async function receiptAfterFailure(teardown: Teardown): Promise<Event> {
  const { client, receipt } = teardown;
  try {
    await readRemaining(client, receipt, teardown, AbortSignal.timeout(REMAINING_TIMEOUT_MS));
  } catch {
    for (const object of plannedObjects(teardown.plan))
      if (!receipt.hasRemoved(object)) receipt.remains(object, { reason: 'not checked', wanted: false });
  }
  return receipt.event();
}

async function* conclude(
  kube: Kubernetes,
  left: readonly string[],
  deleting: boolean,
): AsyncGenerator<Event> {
  if (left.length > 0) {
    throw new NotReadyError(`Not deleted: ${left.join(', ')}`, {
      code: 'left_behind',
      hint: deleting ? { command: ['down', '--delete-data'] } : { command: ['down', '--keep-data'] },
      laggards: left,
    });
  }
  if (deleting) {
    forgetKubernetesState(kube.state, kube.forgets);
    return;
  }
  const state = readKubernetesState(kube.state);
  if (state) writeKubernetesState(kube.state, { ...state, url: null });
  yield note(
    'data_kept',
    `The data is kept in the namespace "${kube.namespace}"; influscope up uses it again`,
  );
}

function nameAll(objects: readonly KubeObject[]): string {
  const names = objects.map((object) => describeRef(refOf(object)));
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
