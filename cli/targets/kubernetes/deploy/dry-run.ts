import { applyObject } from '#cli/kubernetes/apply/apply.ts';
import { findObsolete, readSetKinds } from '#cli/kubernetes/apply/apply-set.ts';
import { diffObjects } from '#cli/kubernetes/apply/diff.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { refOf } from '#cli/kubernetes/objects.ts';
import { RESOURCES, refTo } from '#cli/kubernetes/resources.ts';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import { event, note } from '#cli/output/events/events.ts';
import type { Kubernetes } from '../kubernetes-target.ts';
import { CREDENTIALS_NAME, readCredentials } from '../secrets/credentials.ts';

/** What a deploy would change, as the server itself says it; nothing is changed. */
export async function* describeDiff(
  kube: Kubernetes,
  client: KubeClient,
  stages: readonly Stage[],
  signal: AbortSignal,
): AsyncGenerator<Event> {
  const { namespace } = kube;
  const objects = stages.flatMap((stage) => stage.objects);
  const space = await client.get(refTo(RESOURCES.namespace, namespace), signal);
  if (space === null || (await readCredentials(client, namespace, signal)) === null)
    yield note('would_make', `Would make the Secret ${CREDENTIALS_NAME} with new credentials`);
  let changes = 0;
  for (const object of objects) {
    const told = await describeObject(client, object, space !== null, signal);
    if (told.change !== 'none') changes++;
    yield told;
  }
  if (space !== null) {
    const kinds = await readSetKinds(client, { namespace, signal });
    for (const object of await findObsolete(client, objects, kinds, { namespace, signal })) {
      changes++;
      yield diffEvent(object, 'delete', diffObjects(object, null));
    }
  }
  yield note(
    'dry_run',
    changes === 0 ? 'Nothing would change' : `${changes} objects would change; nothing was changed`,
  );
}

async function describeObject(
  client: KubeClient,
  object: KubeObject,
  placeExists: boolean,
  signal: AbortSignal,
): Promise<EventOf<'diff'>> {
  const ref = refOf(object);
  // The server cannot say what would be in a namespace that is not there.
  if (!placeExists && ref.namespace !== undefined)
    return diffEvent(object, 'create', diffObjects(null, object));
  const before = await client.get(ref, signal);
  const after = await applyObject(client, object, { force: false, dryRun: true, signal });
  const lines = diffObjects(before, after);
  return diffEvent(object, before === null ? 'create' : lines.length > 0 ? 'update' : 'none', lines);
}

function diffEvent(
  { kind, metadata }: KubeObject,
  change: EventOf<'diff'>['change'],
  lines: string[],
): EventOf<'diff'> {
  return event({ type: 'diff', kind, name: metadata.name, change, lines });
}
