import { NotReadyError } from '#cli/errors.ts';
import { removeObject, waitUntilGone } from '#cli/kubernetes/apply/remove.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { isLate } from '#cli/kubernetes/is-late.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { describeRef, keyOf, refOf } from '#cli/kubernetes/objects.ts';
import type { Event } from '#cli/output/events/events.ts';
import { step } from '#cli/output/events/events.ts';
import type { Receipt } from './receipt.ts';

export interface Removal {
  client: KubeClient;
  receipt: Receipt;
  signal: AbortSignal;
}

/** Deletes the objects and waits until they are gone. */
export async function* removeAll(
  removal: Removal,
  [id, what]: readonly [id: string, what: string],
  objects: readonly KubeObject[],
  foreground = false,
): AsyncGenerator<Event> {
  if (objects.length === 0) return;
  const { client, receipt, signal } = removal;
  const removing = step(id, `Removing ${what}`);
  yield removing.started;
  for (const object of objects) await removeObject(client, object, { signal, foreground });
  await awaitGone(removal, objects);
  for (const object of objects) receipt.removed(object);
  yield removing.done(`Removed ${what} (${objects.length})`);
}

/** Waits for all objects. When time runs out, the error names those that are left and their finalizers. */
export async function awaitGone(
  { client, signal }: Pick<Removal, 'client' | 'signal'>,
  objects: readonly KubeObject[],
): Promise<void> {
  const left = new Map(objects.map((object) => [keyOf(refOf(object)), object]));
  try {
    await Promise.all(
      objects.map(async (object) => {
        const key = keyOf(refOf(object));
        await waitUntilGone(client, object, { signal, onChange: (seen) => left.set(key, seen) });
        left.delete(key);
      }),
    );
  } catch (error) {
    if (!isLate(signal) || left.size === 0) throw error;
    throw notGone([...left.values()].map(describeHeld), signal.reason);
  }
}

/** `ConfigMap/x (held by example.com/finalizer)`. */
export function describeHeld(object: KubeObject): string {
  const held = object.metadata.finalizers?.join(', ');
  return `${describeRef(refOf(object))}${held ? ` (held by ${held})` : ''}`;
}

export function notGone(left: readonly string[], cause: unknown): NotReadyError {
  return new NotReadyError(`${(cause as Error).message}. Not deleted yet: ${left.join(', ')}`, {
    code: 'not_gone',
    hint: { text: 'continue', command: ['down'] },
    laggards: left,
    cause,
  });
}
