import { InfluscopeError } from '#cli/errors.ts';
import { asMember, findObsolete, prune, widenApplySet } from '#cli/kubernetes/apply/apply-set.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { describeRef, refOf } from '#cli/kubernetes/objects.ts';
import { RESOURCES, refTo } from '#cli/kubernetes/resources.ts';
import { openView } from '#cli/kubernetes/watch/view.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event, note, step, warning } from '#cli/output/events/events.ts';
import type { UpRequest } from '../target.ts';
import { reachPublic } from './address.ts';
import { awaitAnswer } from './await-answer.ts';
import { contextNote } from './connect.ts';
import type { Connection } from './connection.ts';
import { askCapacity, describeMisfits } from './deploy/capacity.ts';
import { createNamespace, refuseTerminating } from './deploy/create-namespace.ts';
import { deployStage } from './deploy/deploy-stage.ts';
import { desiredStages } from './deploy/desired.ts';
import { describeDiff } from './deploy/dry-run.ts';
import { allowConflicts, describeTaken, previewStages } from './deploy/preflight.ts';
import type { Forwards } from './endpoint.ts';
import { readRecordBasis, recordRevision } from './history/record.ts';
import { applicationObjects } from './history/revision.ts';
import type { FailedDeploy } from './history/roll-back-failed.ts';
import { isFailedRollout, rollBackFailed } from './history/roll-back-failed.ts';
import type { Kubernetes } from './kubernetes.ts';
import { lockBeyond } from './lock-instance.ts';
import { applySetOf } from './names.ts';
import { checkCredentials, ensureCredentials } from './secrets/ensure-credentials.ts';
import { fitSearchReader } from './secrets/fit-search-reader.ts';
import { writeKubernetesState } from './state.ts';

/**
 * Makes the cluster match the manifests and settings. Objects that already match stay as they are, so the next run
 * continues an interrupted one.
 */
export async function* bringUp(
  kube: Kubernetes,
  request: UpRequest,
  forwards: Forwards,
): AsyncGenerator<Event> {
  if (request.until === 'serving') {
    // Enough to repair an instance; this is not the time to deploy another version.
    await forwards.endpoint('admin', 'indexer');
    return;
  }
  const { signal, flags = {} } = request;
  const connection = await kube.connect();
  const { client } = connection;
  yield contextNote(connection, kube);
  const { stages, substitute } = yield* awaitAnswer(connection, signal, () =>
    readStages(kube, client, signal),
  );
  if (substitute !== null)
    yield note('storage_class', `Volumes use the cluster's default storage class, ${substitute}`);
  yield* ensureRoom(kube, client, stages, signal);
  const force = flags.forceConflicts ?? false;
  if (flags.dryRun) {
    yield* describeDiff(kube, client, stages, { force, signal });
    return;
  }
  yield* deployStages(kube, connection, stages, request);
  const url = yield* reachPublic(kube, client, forwards, request);
  remember(kube, connection, url.remembered);
  const { name } = kube;
  yield event({ type: 'ready', name, target: 'kubernetes', url: url.shown, requests: client.requests() });
}

/** The stages for this cluster, each object a member of the instance's set. */
async function readStages(kube: Kubernetes, client: KubeClient, signal: AbortSignal) {
  const { stages, substitute } = await desiredStages(kube, client, signal);
  const set = applySetOf(kube.namespace);
  const members = stages.map(({ name, objects }) => ({
    name,
    objects: objects.map((object) => asMember(object, set)),
  }));
  return { stages: members, substitute };
}

async function* ensureRoom(
  kube: Kubernetes,
  client: KubeClient,
  stages: readonly Stage[],
  signal: AbortSignal,
): AsyncGenerator<Event> {
  const checking = step('capacity', 'Checking the capacity of the cluster');
  yield checking.started;
  const report = await askCapacity(client, stages, kube.namespace, signal);
  if (!report.fits) throw describeMisfits(report);
  yield checking.done(`${report.nodes.length} nodes have enough capacity`);
}

/** Written before the first change, so that the next run finds the same cluster. */
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
  connection: Connection,
  stages: readonly Stage[],
  request: UpRequest,
): AsyncGenerator<Event> {
  const { client } = connection;
  const { namespace } = kube;
  const { forceConflicts = false } = request.flags ?? {};
  const space = await client.get(refTo(RESOURCES.namespace, namespace), request.signal);
  await refuseTerminating(client, space, request.signal);
  await checkCredentials(kube, client, request.signal);
  const { conflicts } = await previewStages(client, stages, {
    spaceExists: space !== null,
    signal: request.signal,
  });
  const allowed = allowConflicts(conflicts, forceConflicts);
  if (allowed.size > 0) yield warning('conflicts_taken', describeTaken(conflicts));
  remember(kube, connection);
  if (space === null) await createNamespace(client, namespace, request.signal);
  const lock = await lockBeyond(kube, client, request);
  const signal = AbortSignal.any([request.signal, lock.signal]);
  let applications: KubeObject[] = [];
  let reached: FailedDeploy['reached'] = 'settings';
  const view = openView(client, { namespace, signal });
  try {
    const made = await ensureCredentials(kube, client, signal);
    if (made !== 'kept')
      yield note('credentials', 'Saved new credentials in the Secret influscope-credentials');
    // A new key restarts the services that read it.
    const current = made === 'completed' ? (await readStages(kube, client, signal)).stages : stages;
    const servers = current.slice(0, -1);
    const all = current.flatMap(({ objects }) => objects);
    const set = applySetOf(namespace);
    const kinds = await widenApplySet(client, all, set, signal);
    applications = applicationObjects(current);
    for (const stage of servers) yield* deployStage(kube, client, view, stage, { allowed, signal });
    const isChanged = yield* fitSearchReader(kube, client, signal);
    const final = isChanged ? (await readStages(kube, client, signal)).stages : current;
    const parts = applicationObjects(final);
    applications = parts;
    reached = 'services';
    // Read during the wait, so that the command ends sooner after it.
    const readLast = () =>
      Promise.all([
        findObsolete(client, all, kinds, set, signal),
        readRecordBasis(kube, client, signal),
      ] as const);
    const reading = readLast();
    reading.catch(() => {});
    for (const stage of final.slice(-1)) yield* deployStage(kube, client, view, stage, { allowed, signal });
    const [obsolete, basis] = await reading.catch(readLast);
    await prune(client, obsolete, all, set, signal);
    for (const object of obsolete)
      yield note('pruned', `Deleted ${describeRef(refOf(object))}, which is no longer needed`);
    await recordRevision(kube, client, { objects: parts, result: 'ready', basis }, signal);
  } catch (error) {
    // The reason for the interruption says more than what it interrupted.
    const failure: unknown = signal.aborted && !(error instanceof InfluscopeError) ? signal.reason : error;
    view.close();
    if (applications.length > 0 && isFailedRollout(failure))
      yield* rollBackFailed(kube, client, {
        objects: applications,
        reached,
        allowed,
        stays: request.flags?.rollback === false,
        signal: lock.signal,
      });
    throw failure;
  } finally {
    view.close();
    await lock.release();
  }
}
