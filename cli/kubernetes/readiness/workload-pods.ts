import type { KubeObject } from '../objects.ts';
import { describeRef } from '../objects.ts';
import { judgePod } from './pod.ts';
import type { Related, Verdict } from './verdict.ts';

/** What the pods of a workload say of why it is not there yet; `null` when they say nothing. */
export function judgeWorkloadPods(
  pods: readonly KubeObject[],
  related: Related,
  now: number,
): Verdict | null {
  const verdicts = pods
    .map((pod) => ({ pod, verdict: judgePod(pod, related, now) }))
    .filter(({ verdict }) => verdict.status !== 'current');
  const worst = verdicts.find(({ verdict }) => verdict.status === 'failed') ?? verdicts[0];
  if (worst === undefined) return null;
  const { pod, verdict } = worst;
  const rechecks = verdicts.flatMap(({ verdict: { recheckAt } }) => recheckAt ?? []);
  return {
    ...verdict,
    reason: `${describeRef({ kind: 'Pod', name: pod.metadata.name })} ${verdict.reason}`,
    ...(rechecks.length > 0 && { recheckAt: Math.min(...rechecks) }),
  };
}
