import { InfluscopeError, NotReadyError } from '#cli/errors.ts';
import { applyObject } from '#cli/kubernetes/apply/apply.ts';
import { asMember, findObsolete, prune, widenApplySet } from '#cli/kubernetes/apply/apply-set.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { acquireLock } from '#cli/kubernetes/lease.ts';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { describeRef, refOf } from '#cli/kubernetes/objects.ts';
import { openView } from '#cli/kubernetes/watch/view.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event, note, step } from '#cli/output/events/events.ts';
import type { UpOptions } from '../target.ts';
import { reachPublic } from './address.ts';
import type { Connection } from './connect.ts';
import { contextNote } from './connect.ts';
import { askCapacity, describeMisfits } from './deploy/capacity.ts';
import { deployStage } from './deploy/deploy-stage.ts';
import { desiredStages } from './deploy/desired.ts';
import { describeDiff } from './deploy/dry-run.ts';
import type { Forwards } from './endpoint.ts';
import type { Kubernetes } from './kubernetes-target.ts';
import { ensureCredentials } from './secrets/credentials.ts';
import { writeKubernetesState } from './state.ts';

/**
 * Brings the platform to what the manifests and settings say, from wherever it is: a part that is there already is
 * passed over, so that a run which was cut short is continued by the next.
 */
export async function* bringUp(
  kube: Kubernetes,
  request: UpOptions,
  forwards: Forwards,
): AsyncGenerator<Event> {
  if (request.until === 'serving') {
    // Enough to mend a platform, which is not the moment to bring another version of it.
    await forwards.endpoint('admin', 'indexer');
    return;
  }
  const connection = await kube.connect();
  const { client } = connection;
  yield contextNote(connection, kube);
  const { stages, substitute } = await desiredStages(kube, client, request.signal);
  if (substitute !== null)
    yield note('storage_class', `Volumes are of the cluster's default class, ${substitute}`);
  const members = stages.map(({ name, objects }) => ({
    name,
    objects: objects.map((object) => asMember(object, kube.namespace)),
  }));
  yield* ensureRoom(kube, client, members, request.signal);
  if (request.cluster?.dryRun) {
    yield* describeDiff(kube, client, members, request.signal);
    return;
  }
  remember(kube, connection);
  yield* deployStages(kube, connection, members, request);
  const url = yield* reachPublic(kube, client, forwards, request);
  remember(kube, connection, url.remembered);
  const { name } = kube;
  yield event({ type: 'ready', name, target: 'kubernetes', url: url.shown, requests: client.requests() });
}

async function* ensureRoom(
  kube: Kubernetes,
  client: KubeClient,
  stages: readonly Stage[],
  signal: AbortSignal,
): AsyncGenerator<Event> {
  const checking = step('capacity', 'Checking that the cluster has room');
  yield checking.started;
  const report = await askCapacity(client, stages, kube.namespace, signal);
  if (!report.fits) throw describeMisfits(report);
  yield checking.done(`The platform fits on ${report.nodes.length} nodes`);
}

/** Before the first write, so that whoever continues finds the same cluster. */
function remember(
  kube: Kubernetes,
  { client, state }: Connection,
  url: string | null = state?.url ?? null,
): void {
  const { context, server, caFingerprint } = client.identity;
  writeKubernetesState(kube.state, {
    v: 1,
    target: 'kubernetes',
    context,
    server,
    ca: caFingerprint,
    namespace: kube.namespace,
    url,
  });
}

async function* deployStages(
  kube: Kubernetes,
  { client }: Connection,
  stages: readonly Stage[],
  request: UpOptions,
): AsyncGenerator<Event> {
  const { namespace, clock } = kube;
  const { forceConflicts: force = false, forceUnlock = false } = request.cluster ?? {};
  const all = stages.flatMap(({ objects }) => objects);
  const [space] = all.filter(({ kind }) => kind === 'Namespace');
  if (space) await makeNamespace(client, space, { force, signal: request.signal });
  const lock = await acquireLock(client, { namespace, force: forceUnlock, clock, signal: request.signal });
  const { signal } = lock;
  const view = openView(client, { namespace, signal });
  try {
    const made = await ensureCredentials(client, namespace, signal);
    if (made !== 'kept')
      yield note('credentials', 'New credentials are kept in the Secret influscope-credentials');
    const kinds = await widenApplySet(client, all, { namespace, signal });
    for (const stage of stages) yield* deployStage(kube, client, view, stage, { force, signal });
    const obsolete = await findObsolete(client, all, kinds, { namespace, signal });
    await prune(client, obsolete, all, { namespace, signal });
    for (const object of obsolete)
      yield note('pruned', `Removed ${describeRef(refOf(object))}, which is no longer wanted`);
  } catch (error) {
    // Why the operation was ended says more than what was cut short by it.
    throw signal.aborted && !(error instanceof InfluscopeError) ? signal.reason : error;
  } finally {
    view.close();
    await lock.release();
  }
}

/** One that is still going has to be gone first: nothing can be made in it. */
async function makeNamespace(
  client: KubeClient,
  space: KubeObject,
  options: { force: boolean; signal: AbortSignal },
): Promise<void> {
  const present = await client.get(refOf(space), options.signal);
  if (present?.metadata.deletionTimestamp !== undefined) {
    throw new NotReadyError(`The namespace "${space.metadata.name}" is still being deleted`, {
      code: 'namespace_terminating',
      hint: 'influscope down finishes that, then the same command again',
      laggards: [describeRef(refOf(space))],
    });
  }
  await applyObject(client, space, options);
}
