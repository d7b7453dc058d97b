import type { Aws } from '#cli/aws/aws.ts';
import { collectPages, paging } from '#cli/aws/collect-pages.ts';
import { clusterNames } from '#cli/aws/names.ts';
import type { AwsResource } from '../resource.ts';
import { newResource } from '../resource.ts';

const GIB = 2 ** 30;

/** The log group of the control plane, and others with the same prefix: AWS lists by prefix only. */
export async function listLogGroups(aws: Aws, cluster: string, signal: AbortSignal): Promise<AwsResource[]> {
  const logs = await aws.logs();
  const sdk = await import('@aws-sdk/client-cloudwatch-logs');
  const logGroupNamePrefix = clusterNames(cluster).logGroup;
  const groups = await collectPages(
    sdk.paginateDescribeLogGroups(paging(logs), { logGroupNamePrefix }, { abortSignal: signal }),
    ({ logGroups }) => logGroups,
  );
  return groups.map(({ logGroupName: id = '', storedBytes, creationTime }) =>
    newResource({
      kind: 'log-group',
      id,
      region: aws.region,
      gib: storedBytes === undefined ? null : storedBytes / GIB,
      createdAt: creationTime ?? null,
    }),
  );
}
