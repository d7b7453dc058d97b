import { removeObject, waitUntilGone } from '#cli/kubernetes/apply/remove.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { isLate } from '#cli/kubernetes/is-late.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { keyOf, refOf } from '#cli/kubernetes/objects.ts';
import type { Event } from '#cli/output/events/events.ts';
import { step, warning } from '#cli/output/events/events.ts';
import { race } from '#lib/async/race.ts';
import { describeHeld, heldError, notGone } from './held-error.ts';
import { createHeldWatch } from './held-watch.ts';
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
  yield* awaitGone(removal, objects);
  for (const object of objects) receipt.removed(object);
  yield removing.done(`Removed ${what} (${objects.length})`);
}

/**
 * Waits for all objects. Warns as soon as a finalizer of a foreign controller holds one, and stops waiting for it after a minute. When
 * time runs out, the error names those that are left and their finalizers.
 */
export async function* awaitGone(
  { client, signal }: Pick<Removal, 'client' | 'signal'>,
  objects: readonly KubeObject[],
): AsyncGenerator<Event> {
  const left = new Map(objects.map((object) => [keyOf(refOf(object)), object]));
  const stop = new AbortController();
  const within = AbortSignal.any([signal, stop.signal]);
  const watch = createHeldWatch();
  const all = Promise.all(
    objects.map(async (object) => {
      const key = keyOf(refOf(object));
      const onChange = (seen: KubeObject) => {
        left.set(key, seen);
        watch.see(seen);
      };
      await waitUntilGone(client, object, { signal: within, onChange });
      left.delete(key);
      watch.forget(object);
    }),
  ).then(() => 'gone' as const);
  all.catch(() => {});
  try {
    for (;;) {
      const turn = await race([all, watch.next()]);
      if (turn === 'gone') return;
      if (turn === 'over') throw heldError(watch.held());
      yield warning('deletion_held', `Waiting for ${watch.held().map(describeHeld).join(', ')}`);
    }
  } catch (error) {
    if (!isLate(signal) || left.size === 0) throw error;
    throw notGone([...left.values()].map(describeHeld), signal.reason);
  } finally {
    stop.abort();
    watch.close();
  }
}
