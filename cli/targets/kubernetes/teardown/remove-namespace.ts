import { removeObject, waitUntilGone } from '#cli/kubernetes/apply/remove.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { foreignFinalizers } from '#cli/kubernetes/held-deletion.ts';
import { isLate } from '#cli/kubernetes/is-late.ts';
import { listNamespace } from '#cli/kubernetes/list-namespace.ts';
import type { Condition, KubeObject } from '#cli/kubernetes/objects.ts';
import { conditionOf } from '#cli/kubernetes/objects.ts';
import type { Event } from '#cli/output/events/events.ts';
import { step, warning } from '#cli/output/events/events.ts';
import { describeHeld, notGone } from './held-error.ts';
import type { Removal } from './remove-objects.ts';
import { awaitGone } from './remove-objects.ts';

const DESCRIBE_TIMEOUT_MS = 8_000;

/** Deletes the namespace and waits until it is gone. Names what holds it, as soon as the cluster reports that. */
export async function* removeNamespace(removal: Removal, space: KubeObject): AsyncGenerator<Event> {
  const { client, receipt, signal } = removal;
  const { name, deletionTimestamp } = space.metadata;
  const removing = step('namespace', `Deleting the namespace "${name}"`);
  yield removing.started;
  if (deletionTimestamp === undefined) await removeObject(client, space, { signal });
  try {
    if (!(await isGoneBefore(client, space, isHeld, signal))) {
      const holders = await findHolders(client, name, signal);
      // The wait for the other objects names them as well.
      const usual = holders.filter((object) => foreignFinalizers(object).length === 0);
      if (usual.length > 0)
        yield warning(
          'namespace_held',
          `The namespace "${name}" is waiting for ${usual.map(describeHeld).join(', ')}`,
        );
      yield* awaitGone(removal, [space, ...holders]);
    }
  } catch (error) {
    if (!isLate(signal)) throw error;
    const holders = await describeHolders(client, name, AbortSignal.timeout(DESCRIBE_TIMEOUT_MS));
    throw notGone([`Namespace/${name}`, ...holders], signal.reason);
  }
  receipt.removed(space);
  yield removing.done(`Deleted the namespace "${name}"`);
}

/** Waits until the namespace is gone (`true`) or looks as `until` says (`false`). */
async function isGoneBefore(
  client: KubeClient,
  space: KubeObject,
  until: (seen: KubeObject) => boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const met = new AbortController();
  try {
    await waitUntilGone(client, space, {
      signal: AbortSignal.any([signal, met.signal]),
      onChange(seen) {
        if (until(seen)) met.abort();
      },
    });
    return true;
  } catch (error) {
    if (!met.signal.aborted || signal.aborted) throw error;
    return false;
  }
}

/** The namespace controller reports objects that it cannot delete. */
function isHeld(space: KubeObject): boolean {
  const { conditions } = (space as { status?: { conditions?: Condition[] } }).status ?? {};
  return conditionOf(conditions, 'NamespaceFinalizersRemaining')?.status === 'True';
}

/** The objects with finalizers that a namespace which is being deleted waits for; `[]` when they cannot be listed. */
async function findHolders(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<KubeObject[]> {
  try {
    const { objects } = await listNamespace(client, namespace, signal);
    return objects.filter(({ metadata }) => metadata.finalizers?.length);
  } catch {
    return [];
  }
}

/** The same, in words. */
export async function describeHolders(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<string[]> {
  return (await findHolders(client, namespace, signal)).map(describeHeld);
}
