import { conditionOf } from '../objects.ts';
import { shorten } from './common.ts';
import type { ObjectReadiness } from './object-readiness.ts';
import { failed, inProgress } from './object-readiness.ts';
import type { ContainerStatus, Pod } from './pod-status.ts';

/** The kubelet tries again by itself; a busy node needs up to a minute. */
const PASSING_GRACE_MS = 75_000;

/** Objects or keys that the pod names and the cluster does not have, and programs that the image does not have. */
const LASTING =
  /not found|couldn't find key|no such file|executable file|exec format|permission denied|invalid|non-root|runAsNonRoot|is not allowed|denied/i;
/** Load, or caches that are not filled yet. Takes precedence: such a message may name a missing file too. */
const PASSING =
  /failed to sync \w+ cache|timed? ?out|deadline exceeded|is reserved for|connection (refused|reset)|i\/o timeout|unavailable|too many requests|try again|context canceled|transport/i;

/** A container that the kubelet cannot create: fails at once for a lasting cause, else after a while. */
export function assessStart(pod: Pod, container: ContainerStatus, now: number): ObjectReadiness {
  const { reason = 'CreateContainerError', message } = container.state?.waiting ?? {};
  const text = `cannot start ${container.name}: ${shorten(message ?? reason)}`;
  const details = {
    condition: reason,
    container: { pod: pod.metadata.name, name: container.name, previous: true },
  };
  const words = message ?? '';
  if (LASTING.test(words) && !PASSING.test(words)) return failed(text, details);
  const began = startedTrying(pod, container) ?? now;
  if (now - began >= PASSING_GRACE_MS) return failed(text, details);
  return inProgress(text, { ...details, recheckAt: began + PASSING_GRACE_MS });
}

/** When the attempts began, at the earliest: the pod may be old, and its container may have run before. */
function startedTrying({ status, metadata }: Pod, { lastState }: ContainerStatus): number | null {
  const times = [
    status?.startTime ?? metadata.creationTimestamp,
    lastState?.terminated?.finishedAt,
    conditionOf(status?.conditions, 'Initialized')?.lastTransitionTime,
    conditionOf(status?.conditions, 'ContainersReady')?.lastTransitionTime,
  ].map((time) => Date.parse(time ?? ''));
  const known = times.filter((time) => !Number.isNaN(time));
  return known.length === 0 ? null : Math.max(...known);
}
