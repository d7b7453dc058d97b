import type { Aws } from '#cli/aws/aws.ts';
import { askLimits } from '#cli/aws/cost/ask-limits.ts';
import type { ClusterPlan } from '#cli/aws/cost/cluster-plan.ts';
import type { Existing } from '#cli/aws/cost/planned-costs.ts';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import { describeLimit } from '#cli/output/text/describe-limit.ts';
import type { CheckResult } from '#cli/targets/check.ts';
import { fail, ok, warn } from '#cli/targets/check.ts';
import { readInstancePlan } from '../read-instance-plan.ts';

export interface LimitsCheck {
  cluster: ClusterPlan;
  existing: Existing;
  /** Folder of the manifests. */
  manifests: string;
  serviceType: string | null;
  signal: AbortSignal;
}

/** Whether the account limits allow what is still to be created. */
export async function checkLimits(aws: Aws, request: LimitsCheck): Promise<CheckResult> {
  const { cluster, existing, manifests, serviceType, signal } = request;
  const objects = readManifests(manifests).flatMap((stage) => stage.objects);
  const limits = await askLimits(aws, {
    cluster,
    instance: readInstancePlan(objects, { serviceType, storageClass: null }),
    existing,
    signal,
  });
  const hit = limits.filter(({ fits }) => fits === false);
  const raise = hit[0]?.raise ?? null;
  if (hit.length > 0)
    return fail(
      hit.map(describeLimit).join('; '),
      raise === null ? { text: 'request an increase from AWS' } : { shell: [raise] },
    );
  const unknown = limits.filter(({ fits }) => fits === null).map(({ what }) => what);
  if (unknown.length > 0)
    return warn(`unknown: ${unknown.join(', ')}`, { text: 'allow servicequotas:GetServiceQuota' });
  return ok(limits.length === 0 ? 'no additional quota is needed' : limits.map(describeLimit).join('; '));
}
