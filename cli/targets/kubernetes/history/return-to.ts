import { removeAddedFields } from '#cli/kubernetes/apply/added-fields.ts';
import { applyAdopting } from '#cli/kubernetes/apply/adopt.ts';
import { asMember, isMember } from '#cli/kubernetes/apply/apply-set.ts';
import { removeObject } from '#cli/kubernetes/apply/remove.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { keyOf, refOf } from '#cli/kubernetes/objects.ts';
import { openView } from '#cli/kubernetes/watch/view.ts';
import type { Event } from '#cli/output/events/events.ts';
import { deployStage } from '../deploy/deploy-stage.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { applySetOf, FIELD_MANAGER } from '../names.ts';

export interface ReturnOptions {
  objects: readonly KubeObject[];
  /** What runs now, or should run. */
  leave: readonly KubeObject[];
  /** Keys of the conflicts that may be overwritten, and of the fields that may be removed. */
  allowed?: ReadonlySet<string>;
  signal: AbortSignal;
}

/** The objects of a revision as members of the instance's set. */
export const asMembers = (objects: readonly KubeObject[], namespace: string): KubeObject[] =>
  objects.map((object) => asMember(object, applySetOf(namespace)));

/** Restores only the settings of a revision: programs that read them next get those of their own version. Does not wait. */
export async function restoreSettings(
  kube: Kubernetes,
  client: KubeClient,
  { objects, allowed = new Set(), signal }: Omit<ReturnOptions, 'leave'>,
): Promise<void> {
  const maps = objects.filter(({ kind }) => kind === 'ConfigMap');
  for (const object of asMembers(maps, kube.namespace))
    await applyAdopting(client, object, { manager: FIELD_MANAGER, allowed, signal });
}

/** Applies the applications of a revision, deletes those that it did not have, and waits until they are ready. */
export async function* returnTo(
  kube: Kubernetes,
  client: KubeClient,
  { objects, leave, allowed = new Set(), signal }: ReturnOptions,
): AsyncGenerator<Event> {
  const set = applySetOf(kube.namespace);
  const members = asMembers(objects, kube.namespace);
  const stage: Stage = { name: 'rollback', objects: members };
  const kept = new Set(members.map((object) => keyOf(refOf(object))));
  const view = openView(client, { namespace: kube.namespace, signal });
  try {
    for (const object of members)
      await removeAddedFields(client, object, { manager: FIELD_MANAGER, allowed, signal });
    yield* deployStage(kube, client, view, stage, { allowed, signal });
    const extra = leave.filter((object) => !kept.has(keyOf(refOf(object))) && object.kind !== 'ConfigMap');
    for (const object of extra) {
      const present = await client.get(refOf(object), signal);
      if (present && isMember(present, set)) await removeObject(client, present, { signal });
    }
  } finally {
    view.close();
  }
}
