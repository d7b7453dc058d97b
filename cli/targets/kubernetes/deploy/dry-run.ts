import { ConflictsError } from '#cli/kubernetes/apply/adopt.ts';
import { findObsolete, readSetKinds } from '#cli/kubernetes/apply/apply-set.ts';
import { diffObjects } from '#cli/kubernetes/apply/diff.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES, refTo } from '#cli/kubernetes/resources.ts';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import { event, note, warning } from '#cli/output/events/events.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { applySetOf, CREDENTIALS_NAME } from '../names.ts';
import { readCredentials } from '../secrets/credentials.ts';
import { describeTaken, previewStages } from './preflight.ts';

/** Shows what a deploy would change, as the server computes it. Lists all conflicts at the end. Changes nothing. */
export async function* describeDiff(
  kube: Kubernetes,
  client: KubeClient,
  stages: readonly Stage[],
  { force, signal }: { force: boolean; signal: AbortSignal },
): AsyncGenerator<Event> {
  const { namespace } = kube;
  const objects = stages.flatMap((stage) => stage.objects);
  const space = await client.get(refTo(RESOURCES.namespace, namespace), signal);
  if (space === null || (await readCredentials(client, namespace, signal)) === null)
    yield note('would_make', `Would create the Secret ${CREDENTIALS_NAME} with new credentials`);
  const { previews, conflicts } = await previewStages(client, stages, {
    spaceExists: space !== null,
    signal,
  });
  let changes = 0;
  for (const { object, preview } of previews) {
    const before = preview?.before ?? null;
    const lines = diffObjects(before, preview?.after ?? object);
    if (lines.length > 0) changes++;
    yield diffEvent(object, before === null ? 'create' : lines.length > 0 ? 'update' : 'none', lines);
  }
  if (space !== null) {
    const set = applySetOf(namespace);
    const kinds = await readSetKinds(client, set, signal);
    for (const object of await findObsolete(client, objects, kinds, set, signal)) {
      changes++;
      yield diffEvent(object, 'delete', diffObjects(object, null));
    }
  }
  if (conflicts.length > 0 && !force) throw new ConflictsError(conflicts);
  if (conflicts.length > 0) yield warning('conflicts_taken', describeTaken(conflicts));
  const summary = changes === 0 ? 'Nothing would change' : `${changes} objects would change`;
  yield note('dry_run', `${summary}; nothing was changed`);
}

function diffEvent(
  { kind, metadata }: KubeObject,
  change: EventOf<'diff'>['change'],
  lines: string[],
): EventOf<'diff'> {
  return event({ type: 'diff', kind, name: metadata.name, change, lines });
}
