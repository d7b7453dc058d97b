import type { Aws } from '#cli/aws/aws.ts';
import { collectPages, paging } from '#cli/aws/collect-pages.ts';
import { isNotFound } from '#cli/aws/errors.ts';
import { clusterNames } from '#cli/aws/names.ts';
import type { AwsResource } from '../resource.ts';
import { newResource, readTags } from '../resource.ts';

/** The cluster of this name, ours or not; at most one. */
export async function listClusters(aws: Aws, name: string, signal: AbortSignal): Promise<AwsResource[]> {
  const eks = await aws.eks();
  try {
    const { cluster } = await eks.describeCluster({ name }, { abortSignal: signal });
    if (!cluster) return [];
    const tags = cluster.tags ?? {};
    return [
      newResource({
        kind: 'cluster',
        id: name,
        region: aws.region,
        tags: { ...(await tagsOfStack(aws, name, signal)), ...tags },
        state: cluster.status ?? '',
        type: cluster.version ?? null,
        createdAt: cluster.createdAt?.getTime() ?? null,
      }),
    ];
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** Node groups of the cluster of this name, with the tags of the cluster. */
export async function listNodegroups(aws: Aws, name: string, signal: AbortSignal): Promise<AwsResource[]> {
  const [cluster] = await listClusters(aws, name, signal);
  if (cluster === undefined) return [];
  const eks = await aws.eks();
  const sdk = await import('@aws-sdk/client-eks');
  try {
    const names = await collectPages(
      sdk.paginateListNodegroups(paging(eks), { clusterName: name }, { abortSignal: signal }),
      ({ nodegroups }) => nodegroups,
    );
    const found = names.map((id) => readNodegroup(aws, name, id, cluster.tags, signal));
    return (await Promise.all(found)).flat();
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

async function readNodegroup(
  aws: Aws,
  clusterName: string,
  id: string,
  tags: AwsResource['tags'],
  abortSignal: AbortSignal,
): Promise<AwsResource[]> {
  try {
    const eks = await aws.eks();
    const { nodegroup } = await eks.describeNodegroup({ clusterName, nodegroupName: id }, { abortSignal });
    const createdAt = nodegroup?.createdAt?.getTime() ?? null;
    return [
      newResource({
        kind: 'nodegroup',
        id,
        region: aws.region,
        tags,
        state: nodegroup?.status ?? '',
        createdAt,
      }),
    ];
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** Tags of the cluster's stack, if the stack created the cluster: they may be missing on the cluster itself. */
async function tagsOfStack(aws: Aws, name: string, signal: AbortSignal): Promise<AwsResource['tags']> {
  const cloudformation = await aws.cloudformation();
  const StackName = clusterNames(name).clusterStack;
  try {
    const [{ StackResources = [] }, { Stacks = [] }] = await Promise.all([
      cloudformation.describeStackResources({ StackName }, { abortSignal: signal }),
      cloudformation.describeStacks({ StackName }, { abortSignal: signal }),
    ]);
    const made = StackResources.some(
      ({ ResourceType, PhysicalResourceId }) =>
        ResourceType === 'AWS::EKS::Cluster' && PhysicalResourceId === name,
    );
    return made ? readTags(Stacks[0]?.Tags) : {};
  } catch (error) {
    if (isNotFound(error)) return {};
    throw error;
  }
}
