import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { describeRef, keyOf, refOf } from '#cli/kubernetes/objects.ts';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';
import { formatBytes } from '#cli/output/text/format.ts';
import type { Claim } from './claim.ts';
import { toVolume } from './volumes.ts';

/** What was deleted, and what the cluster still has. */
export interface Receipt {
  removed(object: KubeObject): void;
  hasRemoved(object: KubeObject): boolean;
  /** `wanted: false` for what should have been deleted. */
  remains(object: KubeObject, options?: { reason?: string | undefined; wanted?: boolean }): void;
  /** Names of what should have been deleted. */
  unwanted(): string[];
  event(): Event;
}

type Item = EventOf<'receipt'>['removed'][number];

export function createReceipt(): Receipt {
  const removed = new Map<string, Item>();
  const remaining = new Map<string, Item & { wanted: boolean }>();
  return {
    removed(object) {
      removed.set(keyOf(refOf(object)), toItem(object));
    },
    hasRemoved: (object) => removed.has(keyOf(refOf(object))),
    remains(object, { reason, wanted = true } = {}) {
      const key = keyOf(refOf(object));
      removed.delete(key);
      remaining.set(key, { ...toItem(object, reason), wanted });
    },
    unwanted: () => [...remaining.values()].filter(({ wanted }) => !wanted).map(describeRef),
    event: () =>
      event({
        type: 'receipt',
        removed: [...removed.values()],
        remaining: [...remaining.values()].map(({ wanted: _wanted, ...item }) => item),
      }),
  };
}

function toItem(object: KubeObject, reason?: string): Item {
  const bytes = object.kind === 'PersistentVolumeClaim' ? toVolume(object as Claim).bytes : null;
  return {
    kind: object.kind,
    name: object.metadata.name,
    detail: reason ?? (bytes === null ? null : formatBytes(bytes)),
  };
}
