import { UserError } from '#cli/errors.ts';
import { readAddedFields } from '#cli/kubernetes/apply/added-fields.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event, note, warning } from '#cli/output/events/events.ts';
import type { RollbackRequest } from '#cli/targets/target.ts';
import { awaitAnswer } from '../await-answer.ts';
import { contextNote } from '../connect.ts';
import { allowConflicts, describeTaken, previewStages } from '../deploy/preflight.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { lockInstance } from '../lock-instance.ts';
import { FIELD_MANAGER } from '../names.ts';
import { readKubernetesState } from '../state.ts';
import type { History } from './history.ts';
import { objectsOf, readHistory } from './history.ts';
import { recordRevision } from './record.ts';
import { asMembers, returnTo } from './return-to.ts';
import type { Revision } from './revision.ts';

/** Returns the applications to a revision: the given one, or the last good one before the current. */
export async function* rollBack(kube: Kubernetes, request: RollbackRequest): AsyncGenerator<Event> {
  const connection = await kube.connect();
  const { client } = connection;
  yield contextNote(connection, kube);
  const lock = yield* awaitAnswer(connection, request.signal, () => lockInstance(kube, client, request));
  const { signal } = lock;
  try {
    const history = await readHistory(client, kube.namespace, signal);
    const chosen = chooseRevision(history, request.revision);
    const objects = objectsOf(history, chosen.number) ?? [];
    const current = history.revisions.at(-1);
    const leave = current === undefined ? [] : (objectsOf(history, current.number) ?? []);
    const since = Date.parse(chosen.at);
    const allowed = yield* judgeConflicts(kube, client, { objects, since }, request);
    yield note('rollback', `Returning the services to revision ${chosen.number}; servers and data stay`);
    yield* returnTo(kube, client, { objects, leave, allowed, signal });
    await recordRevision(kube, client, { objects, result: 'ready', repeats: chosen.number }, signal);
  } finally {
    await lock.release();
  }
  const url = readKubernetesState(kube.state)?.url ?? client.identity.server;
  yield event({ type: 'ready', name: kube.name, target: 'kubernetes', url, requests: client.requests() });
}

/**
 * What the rollback may overwrite or remove: what other field managers changed or added since that revision became ready. Fails before
 * the first change, as a deploy does.
 */
async function* judgeConflicts(
  { namespace }: Kubernetes,
  client: KubeClient,
  { objects, since }: { objects: readonly KubeObject[]; since: number },
  { flags = {}, signal }: RollbackRequest,
): AsyncGenerator<Event, ReadonlySet<string>> {
  const members = asMembers(objects, namespace);
  const [{ conflicts: changed }, added] = await Promise.all([
    previewStages(client, [{ name: 'rollback', objects: members }], { spaceExists: true, signal }),
    readAddedFields(client, members, { manager: FIELD_MANAGER, since, signal }),
  ]);
  const conflicts = [...changed, ...added];
  const allowed = allowConflicts(conflicts, flags.forceConflicts ?? false);
  if (allowed.size > 0) yield warning('conflicts_taken', describeTaken(conflicts));
  return allowed;
}

/** Throws a `UserError` for an unknown revision. */
export function chooseRevision({ revisions, objects }: History, number: number | null): Revision {
  const usable = revisions.filter((one) => objects.has(one.number));
  const current = usable.at(-1);
  const chosen =
    number === null
      ? usable.findLast((one) => one.result === 'ready' && one.digest !== current?.digest)
      : usable.find((one) => one.number === number);
  if (chosen !== undefined) return chosen;
  const message =
    number === null
      ? 'There is no earlier good revision'
      : `There is no revision ${number}; the revisions are ${usable.map((one) => one.number).join(', ') || 'none yet'}`;
  throw new UserError(message, { code: 'revision_unknown', hint: { command: ['history'] } });
}
