import { applyAdopting } from '#cli/kubernetes/apply/adopt.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { refOf } from '#cli/kubernetes/objects.ts';
import type { View } from '#cli/kubernetes/watch/view.ts';
import type { Awaited } from '#cli/kubernetes/watch/wait.ts';
import type { Event } from '#cli/output/events/events.ts';
import { step } from '#cli/output/events/events.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { FIELD_MANAGER } from '../names.ts';
import { waitForStage } from './wait-for-stage.ts';

export interface StageOptions {
  /** Keys of the conflicts that may be overwritten. */
  allowed: ReadonlySet<string>;
  signal: AbortSignal;
}

/** Applies the objects one after the other, then waits until all of them are ready. */
export async function* deployStage(
  kube: Kubernetes,
  client: KubeClient,
  view: View,
  { name, objects }: Stage,
  { allowed, signal }: StageOptions,
): AsyncGenerator<Event> {
  const applying = step(name, `Applying ${name}`);
  yield applying.started;
  const awaited: Awaited[] = [];
  for (const object of objects) {
    const applied = await applyAdopting(client, object, { manager: FIELD_MANAGER, allowed, signal });
    // The balancer has a step and a time limit of its own.
    if (isBalancer(object)) continue;
    awaited.push({ ref: refOf(object), generation: applied.metadata.generation ?? 0 });
  }
  yield* waitForStage(kube, client, { name, view, awaited, signal });
  yield applying.done(`Applied ${name}`);
}

function isBalancer(object: KubeObject): boolean {
  return object.kind === 'Service' && (object as { spec?: { type?: string } }).spec?.type === 'LoadBalancer';
}
