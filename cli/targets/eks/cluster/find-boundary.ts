import type { Aws } from '#cli/aws/aws.ts';
import { AwsError, isNotFound } from '#cli/aws/errors.ts';
import { clusterNames } from '#cli/aws/names.ts';

/**
 * ARN of the permissions boundary for the cluster's roles (`docs/eks-boundary.json`); `null` when the account has none, or
 * the credentials may not see it. The holder of `docs/eks-policy.json` can create roles only with it.
 */
export async function findBoundary(aws: Aws, name: string, signal: AbortSignal): Promise<string | null> {
  const { account, arn } = await aws.identity(signal);
  const [, partition = 'aws'] = arn.split(':');
  const PolicyArn = `arn:${partition}:iam::${account}:policy/${clusterNames(name).boundary}`;
  try {
    await (await aws.iam()).getPolicy({ PolicyArn }, { abortSignal: signal });
    return PolicyArn;
  } catch (error) {
    if (isNotFound(error) || (error instanceof AwsError && error.code === 'aws_denied')) return null;
    throw error;
  }
}
