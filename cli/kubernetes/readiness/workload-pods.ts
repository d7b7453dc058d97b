import type { KubeObject } from '../objects.ts';
import { describeRef } from '../objects.ts';
import type { ObjectReadiness, Related } from './object-readiness.ts';
import { assessPod } from './pod.ts';

/** What the pods of a workload say of why it is not there yet; `null` when they say nothing. */
export function assessWorkloadPods(
  pods: readonly KubeObject[],
  related: Related,
  now: number,
): ObjectReadiness | null {
  const all = pods
    .map((pod) => ({ pod, readiness: assessPod(pod, related, now) }))
    .filter(({ readiness }) => readiness.status !== 'current');
  const worst = all.find(({ readiness }) => readiness.status === 'failed') ?? all[0];
  if (worst === undefined) return null;
  const { pod, readiness } = worst;
  const rechecks = all.flatMap(({ readiness: { recheckAt } }) => recheckAt ?? []);
  return {
    ...readiness,
    reason: `${describeRef({ kind: 'Pod', name: pod.metadata.name })} ${readiness.reason}`,
    ...(rechecks.length > 0 && { recheckAt: Math.min(...rechecks) }),
  };
}
