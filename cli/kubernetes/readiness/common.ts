import type { KubeEvent, KubeObject } from '../objects.ts';
import { eventTime } from '../objects.ts';
import type { ObjectReadiness } from './object-readiness.ts';
import { inProgress } from './object-readiness.ts';

/** What holds for every kind: it goes, or its controller has not yet seen what was asked for. */
export function assessCommon(object: KubeObject): ObjectReadiness | null {
  const { deletionTimestamp, generation, finalizers } = object.metadata;
  if (deletionTimestamp !== undefined) {
    const held = finalizers?.length ? ` (held by ${finalizers.join(', ')})` : '';
    return inProgress(`is being deleted${held}`, { condition: 'Terminating' });
  }
  const observed = (object as KubeObject & { status?: { observedGeneration?: number } }).status
    ?.observedGeneration;
  if (observed !== undefined && generation !== undefined && observed !== generation) {
    return inProgress('is waiting for its controller to process the change', { condition: 'NotObserved' });
  }
  return null;
}

/** The newest warning about an object, of these reasons. */
export function latestWarning(
  object: KubeObject,
  events: readonly KubeEvent[],
  reasons: readonly string[],
): KubeEvent | undefined {
  const { uid, name } = object.metadata;
  return events
    .filter(
      ({ involvedObject, reason }) =>
        reasons.includes(reason ?? '') &&
        involvedObject.kind === object.kind &&
        involvedObject.name === name &&
        (uid === undefined || involvedObject.uid === undefined || involvedObject.uid === uid),
    )
    .sort((a, b) => eventTime(b) - eventTime(a))[0];
}

/** A message of the cluster on one line, no longer than a few lines of a terminal. */
export function shorten(message: string, limit = 300): string {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
