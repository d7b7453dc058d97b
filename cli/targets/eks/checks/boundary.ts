import type { Aws } from '#cli/aws/aws.ts';
import { clusterNames } from '#cli/aws/names.ts';
import type { CheckResult } from '#cli/targets/check.ts';
import { ok, warn } from '#cli/targets/check.ts';
import { findBoundary } from '../cluster/find-boundary.ts';

/** Whether the account has the permissions boundary for the cluster's roles. */
export async function checkBoundary(aws: Aws, name: string, signal: AbortSignal): Promise<CheckResult> {
  const found = await findBoundary(aws, name, signal);
  if (found !== null) return ok(`roles use the permissions boundary ${found}`);
  const { boundary } = clusterNames(name);
  return warn(`the account has no policy ${boundary}, which docs/eks-policy.json needs to create roles`, {
    shell: [commandFor(name, aws.region)],
  });
}

/** The shipped file is for `influscope` in `us-east-1`. */
function commandFor(name: string, region: string): string {
  const { boundary } = clusterNames(name);
  const file = 'docs/eks-boundary.json';
  const create = (path: string) =>
    `aws iam create-policy --policy-name ${boundary} --policy-document file://${path}`;
  if (name === 'influscope' && region === 'us-east-1') return create(file);
  return `sed 's/influscope/${name}/g; s/us-east-1/${region}/g' ${file} > boundary.json && ${create('boundary.json')}`;
}
