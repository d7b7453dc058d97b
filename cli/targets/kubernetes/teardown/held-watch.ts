import { foreignFinalizers } from '#cli/kubernetes/held-deletion.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { keyOf, refOf } from '#cli/kubernetes/objects.ts';

/** Finds objects that were deleted and that foreign finalizers hold. */
export interface HeldWatch {
  /** An object that still exists. */
  see(object: KubeObject): void;
  forget(object: KubeObject): void;
  held(): readonly KubeObject[];
  /** `held`: more objects are held than at the last call; `over`: one is held for longer than its controller may need. */
  next(): Promise<'held' | 'over'>;
  close(): void;
}

/** A controller that runs removes its finalizer within moments; it may have to delete something elsewhere first. */
const NAME_AFTER_MS = 1_000;
const END_AFTER_MS = 60_000;

export function createHeldWatch(): HeldWatch {
  const held = new Map<string, KubeObject>();
  const timers = new Map<string, NodeJS.Timeout[]>();
  const news: ('held' | 'over')[] = [];
  let wake: ((news: 'held' | 'over') => void) | null = null;
  const tell = (one: 'held' | 'over') => {
    if (wake) wake(one);
    else news.push(one);
    wake = null;
  };
  const forget = (object: KubeObject) => {
    const key = keyOf(refOf(object));
    for (const timer of timers.get(key) ?? []) clearTimeout(timer);
    timers.delete(key);
    held.delete(key);
  };
  return {
    see(object) {
      const key = keyOf(refOf(object));
      if (object.metadata.deletionTimestamp === undefined || foreignFinalizers(object).length === 0)
        return forget(object);
      if (timers.has(key)) {
        if (held.has(key)) held.set(key, object);
        return;
      }
      const name = setTimeout(() => {
        held.set(key, object);
        tell('held');
      }, NAME_AFTER_MS);
      timers.set(key, [name, setTimeout(() => tell('over'), END_AFTER_MS)]);
    },
    forget,
    held: () => [...held.values()],
    next: () => {
      const known = news.shift();
      if (known) return Promise.resolve(known);
      return new Promise((resolve) => {
        wake = resolve;
      });
    },
    close() {
      for (const timer of [...timers.values()].flat()) clearTimeout(timer);
    },
  };
}
