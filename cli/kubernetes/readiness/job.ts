import type { Condition, KubeObject } from '../objects.ts';
import { conditionOf, isOwnedBy } from '../objects.ts';
import { assessCommon, shorten } from './common.ts';
import type { AssessReadiness } from './object-readiness.ts';
import { current, failed, inProgress } from './object-readiness.ts';
import { assessWorkloadPods } from './workload-pods.ts';

interface Job extends KubeObject {
  spec?: { completions?: number };
  status?: { succeeded?: number; conditions?: Condition[] };
}

export const assessJob: AssessReadiness = (object, related, now) => {
  const job = object as Job;
  const common = assessCommon(job);
  if (common) return common;
  const { conditions, succeeded = 0 } = job.status ?? {};
  if (conditionOf(conditions, 'Complete')?.status === 'True') return current('completed');
  const failure = conditionOf(conditions, 'Failed');
  if (failure?.status === 'True') {
    const { name, namespace = 'default' } = job.metadata;
    return failed(`failed: ${shorten(failure.message ?? failure.reason ?? '')}`, {
      condition: failure.reason ?? 'Failed',
      hint: { shell: [['kubectl', 'logs', '-n', namespace, `job/${name}`]] },
    });
  }
  const pods = assessWorkloadPods(
    related.pods.filter((pod) => isOwnedBy(pod, job.metadata.uid)),
    related,
    now,
  );
  // The job itself says when it has had enough of its pods.
  if (pods) return { ...pods, status: 'in-progress' };
  return inProgress(`${succeeded} of ${job.spec?.completions ?? 1} completed`);
};
