import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { describeRef, keyOf, refOf } from '#cli/kubernetes/objects.ts';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';
import { formatBytes } from '#cli/output/text/format.ts';
import type { Claim } from './volumes.ts';
import { toVolume } from './volumes.ts';

/** What was taken away and what is left, as it is found out. */
export interface Receipt {
  removed(object: KubeObject): void;
  remains(object: KubeObject, why?: string): void;
  /** What should not be left. */
  unwanted(deleting: boolean): string[];
  event(): Event;
}

type Item = EventOf<'receipt'>['removed'][number];

export function createReceipt(): Receipt {
  const removed = new Map<string, Item>();
  const remaining = new Map<string, Item>();
  return {
    removed(object) {
      const key = keyOf(refOf(object));
      removed.set(key, toItem(object));
      remaining.delete(key);
    },
    remains(object, why) {
      const key = keyOf(refOf(object));
      if (!remaining.has(key)) remaining.set(key, toItem(object, why));
    },
    unwanted: (deleting) => (deleting ? [...remaining.values()].map(describeRef) : []),
    event: () =>
      event({ type: 'receipt', removed: [...removed.values()], remaining: [...remaining.values()] }),
  };
}

function toItem(object: KubeObject, why?: string): Item {
  const bytes = object.kind === 'PersistentVolumeClaim' ? toVolume(object as Claim).bytes : null;
  return {
    kind: object.kind,
    name: object.metadata.name,
    detail: why ?? (bytes === null ? null : formatBytes(bytes)),
  };
}
