import type { Aws } from '#cli/aws/aws.ts';
import type { AwsResource } from '../resource.ts';
import { newResource, readTags } from '../resource.ts';
import { readPages } from './pages.ts';

/** Every stack of the region that is not deleted. */
export async function listStacks(aws: Aws, signal: AbortSignal): Promise<AwsResource[]> {
  const cloudformation = await aws.cloudformation();
  const stacks = await readPages(
    (NextToken) => cloudformation.describeStacks({ NextToken }, { abortSignal: signal }),
    ({ Stacks, NextToken }) => ({ items: Stacks, next: NextToken }),
  );
  return stacks
    .filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
    .map(({ StackName: name = '', StackId, StackStatus, CreationTime, Tags }) =>
      newResource({
        kind: 'stack',
        // A deleted stack's name may be taken by another.
        id: StackId ?? name,
        name,
        region: aws.region,
        tags: readTags(Tags),
        state: StackStatus ?? '',
        createdAt: CreationTime?.getTime() ?? null,
      }),
    );
}
