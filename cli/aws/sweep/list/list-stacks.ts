import type { Aws } from '#cli/aws/aws.ts';
import { collectPages, paging } from '#cli/aws/collect-pages.ts';
import type { AwsResource } from '../resource.ts';
import { newResource, readTags } from '../resource.ts';

/** Every stack of the region that is not deleted. */
export async function listStacks(aws: Aws, signal: AbortSignal): Promise<AwsResource[]> {
  const cloudformation = await aws.cloudformation();
  const sdk = await import('@aws-sdk/client-cloudformation');
  const stacks = await collectPages(
    sdk.paginateDescribeStacks(paging(cloudformation), {}, { abortSignal: signal }),
    ({ Stacks }) => Stacks,
  );
  return stacks
    .filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
    .map(({ StackName: name = '', StackId, StackStatus, CreationTime, Tags }) =>
      newResource({
        kind: 'stack',
        // Another stack may reuse the name of a deleted one.
        id: StackId ?? name,
        name,
        region: aws.region,
        tags: readTags(Tags),
        state: StackStatus ?? '',
        createdAt: CreationTime?.getTime() ?? null,
      }),
    );
}
