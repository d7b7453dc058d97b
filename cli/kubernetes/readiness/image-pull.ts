import type { KubeEvent } from '../objects.ts';
import { eventBegan } from '../objects.ts';
import { shorten } from './common.ts';
import type { ObjectReadiness } from './object-readiness.ts';
import { failed, inProgress } from './object-readiness.ts';
import type { ContainerStatus, Pod } from './pod-status.ts';

/** A registry that is busy or down comes back, or does not. */
const PASSING_GRACE_MS = 75_000;

const HOPELESS =
  /not found|does not exist|manifest unknown|name unknown|denied|unauthori[sz]ed|authorization failed|forbidden|invalid reference|InvalidImageName|couldn't parse|no match for platform|\b40[134]\b/i;
const PASSING =
  /\b429\b|too many requests|toomanyrequests|\b5\d\d\b|timeout|timed out|reset by peer|refused|unexpected EOF|no such host|i\/o/i;

/** An image that cannot be pulled: fails at once for a lasting cause, otherwise after a while. Reports the first message. */
export function assessImagePull(
  pod: Pod,
  container: ContainerStatus,
  events: readonly KubeEvent[],
  now: number,
): ObjectReadiness {
  const waiting = container.state?.waiting;
  const failures = events
    .filter(
      ({ involvedObject, reason, message }) =>
        involvedObject.name === pod.metadata.name &&
        (pod.metadata.uid === undefined ||
          involvedObject.uid === undefined ||
          involvedObject.uid === pod.metadata.uid) &&
        (reason === 'Failed' || reason === 'InspectFailed') &&
        /image/i.test(message ?? '') &&
        !/^Error: /.test(message ?? '') &&
        (involvedObject.fieldPath === undefined || involvedObject.fieldPath.includes(`{${container.name}}`)),
    )
    .sort((a, b) => eventBegan(a) - eventBegan(b));
  const own = /^Back-off/.test(waiting?.message ?? 'Back-off') ? undefined : waiting?.message;
  const message = failures[0]?.message ?? own ?? waiting?.message ?? 'no reason given';
  const reason = `cannot pull the image ${container.image ?? ''} of ${container.name}: ${shorten(message)}`;
  const details = {
    condition: waiting?.reason ?? 'ErrImagePull',
  };
  const first = failures[0] ? eventBegan(failures[0]) : 0;
  const began = first || Date.parse(pod.status?.startTime ?? pod.metadata.creationTimestamp ?? '') || now;
  const hopeless = waiting?.reason === 'InvalidImageName' || waiting?.reason === 'ErrImageNeverPull';
  if (hopeless || (HOPELESS.test(message) && !PASSING.test(message))) return failed(reason, details);
  if (message === 'no reason given' || /^Back-off/.test(message)) return inProgress(reason, details);
  if (now - began >= PASSING_GRACE_MS) return failed(reason, details);
  return inProgress(reason, { ...details, recheckAt: began + PASSING_GRACE_MS });
}
