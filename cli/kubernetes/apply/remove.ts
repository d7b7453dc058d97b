import type { KubeClient } from '../client/client.ts';
import { isStatus } from '../client/errors.ts';
import type { KubeObject } from '../objects.ts';
import { describeRef, keyOf, refOf } from '../objects.ts';
import { resourcePath } from '../resources.ts';
import { watchObjects } from '../watch/watch.ts';

export interface RemoveOptions {
  signal: AbortSignal;
  /** What belongs to it goes first. */
  foreground?: boolean;
}

/** Asks for an object's deletion, of this very one: a newer one of the same name stays. `false` when it is not there. */
export async function removeObject(
  client: KubeClient,
  object: KubeObject,
  options: RemoveOptions,
): Promise<boolean> {
  const { signal, foreground = false } = options;
  const ref = refOf(object);
  const resource = await client.resourceOf(ref, signal);
  try {
    await client.request(resourcePath(resource, ref), describeRef(ref), {
      method: 'DELETE',
      body: {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        propagationPolicy: foreground ? 'Foreground' : 'Background',
        ...(object.metadata.uid !== undefined && { preconditions: { uid: object.metadata.uid } }),
      },
      signal,
    });
    return true;
  } catch (error) {
    if (isStatus(error, 404, 409)) return false;
    throw error;
  }
}

/** Waits, by watch, until the object is really gone. `onChange` sees it on its way. */
export async function waitUntilGone(
  client: KubeClient,
  object: KubeObject,
  { signal, onChange }: { signal: AbortSignal; onChange?: (object: KubeObject) => void },
): Promise<void> {
  const ref = refOf(object);
  const resource = await client.resourceOf(ref, signal);
  const gone = new AbortController();
  await watchObjects<KubeObject>(client, {
    resource,
    namespace: ref.namespace,
    fieldSelector: `metadata.name=${ref.name}`,
    signal: AbortSignal.any([signal, gone.signal]),
    onSighting(sighting) {
      const seen = sighting.type === 'listed' ? sighting.objects : [sighting.object];
      const still = sighting.type === 'gone' ? undefined : seen.find((one) => isSame(one, object));
      if (still === undefined) gone.abort();
      else onChange?.(still);
    },
  });
  if (!gone.signal.aborted) signal.throwIfAborted();
}

function isSame(a: KubeObject, b: KubeObject): boolean {
  return (
    keyOf(refOf(a)) === keyOf(refOf(b)) && (b.metadata.uid === undefined || a.metadata.uid === b.metadata.uid)
  );
}
