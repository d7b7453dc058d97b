import type { Aws } from '#cli/aws/aws.ts';
import { requestStackDeletion } from '#cli/aws/delete-stack.ts';
import { isNotFound } from '#cli/aws/errors.ts';
import { ownership } from '../ownership.ts';
import type { AwsResource, ClusterIdentity, ResourceKind } from '../resource.ts';
import { removeNetworkInterface, removeSecurityGroup } from './remove-network.ts';
import { removeRole } from './remove-role.ts';

interface Removal {
  aws: Aws;
  cluster: ClusterIdentity;
  resource: AwsResource;
  options: { abortSignal: AbortSignal };
}

/** Backups are not ours to remove. */
type RemovableKind = Exclude<ResourceKind, 'snapshot'>;

/**
 * Asks AWS to delete one resource that the cluster owns; one that no longer exists is no error. Rejects with an `AwsError`.
 */
export async function removeFromAws(
  aws: Aws,
  cluster: ClusterIdentity,
  resource: AwsResource,
  signal: AbortSignal,
): Promise<void> {
  const { kind } = resource;
  // The last check before a deletion, independent of what chose the resource.
  if (kind === 'snapshot' || ownership(cluster, resource) === null)
    throw new Error(`Cannot verify that ${kind} ${resource.id} belongs to ${cluster.name}`);
  try {
    await REMOVERS[kind]({ aws, cluster, resource, options: { abortSignal: signal } });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

const REMOVERS: Record<RemovableKind, (removal: Removal) => Promise<unknown>> = {
  cluster: removeCluster,
  stack: ({ aws, resource, options }) => requestStackDeletion(aws, resource.id, options.abortSignal),
  nodegroup: async ({ aws, cluster, resource, options }) =>
    (await aws.eks()).deleteNodegroup({ clusterName: cluster.name, nodegroupName: resource.id }, options),
  'classic-balancer': async ({ aws, resource, options }) =>
    (await aws.elb()).deleteLoadBalancer({ LoadBalancerName: resource.id }, options),
  balancer: removeBalancer,
  'target-group': async ({ aws, resource, options }) =>
    (await aws.elbv2()).deleteTargetGroup({ TargetGroupArn: resource.id }, options),
  instance: removeInstance,
  'nat-gateway': async ({ aws, resource, options }) =>
    (await aws.ec2()).deleteNatGateway({ NatGatewayId: resource.id }, options),
  'network-interface': ({ aws, resource, options }) =>
    removeNetworkInterface(aws, resource, options.abortSignal),
  address: removeAddress,
  volume: async ({ aws, resource, options }) =>
    (await aws.ec2()).deleteVolume({ VolumeId: resource.id }, options),
  'security-group': ({ aws, cluster, resource, options }) =>
    removeSecurityGroup(aws, cluster, resource, options.abortSignal),
  'launch-template': async ({ aws, resource, options }) =>
    (await aws.ec2()).deleteLaunchTemplate({ LaunchTemplateId: resource.id }, options),
  role: ({ aws, resource, options }) => removeRole(aws, resource.id, options.abortSignal),
  'oidc-provider': async ({ aws, resource, options }) =>
    (await aws.iam()).deleteOpenIDConnectProvider({ OpenIDConnectProviderArn: resource.id }, options),
  'log-group': async ({ aws, resource, options }) =>
    (await aws.logs()).deleteLogGroup({ logGroupName: resource.id }, options),
};

/** Deletion protection prevents accidents. Here the user has seen the plan and agreed. */
async function removeCluster({ aws, resource: { id: name }, options }: Removal): Promise<void> {
  const eks = await aws.eks();
  const { cluster } = await eks.describeCluster({ name }, options);
  if (cluster?.deletionProtection)
    await eks.updateClusterConfig({ name, deletionProtection: false }, options);
  await eks.deleteCluster({ name }, options);
}

async function removeBalancer({ aws, resource: { id: LoadBalancerArn }, options }: Removal): Promise<void> {
  const elb = await aws.elbv2();
  const { Attributes = [] } = await elb.describeLoadBalancerAttributes({ LoadBalancerArn }, options);
  const Key = 'deletion_protection.enabled';
  if (Attributes.some((attribute) => attribute.Key === Key && attribute.Value === 'true'))
    await elb.modifyLoadBalancerAttributes(
      { LoadBalancerArn, Attributes: [{ Key, Value: 'false' }] },
      options,
    );
  await elb.deleteLoadBalancer({ LoadBalancerArn }, options);
}

async function removeInstance({ aws, resource: { id: InstanceId }, options }: Removal): Promise<void> {
  const ec2 = await aws.ec2();
  const { DisableApiTermination } = await ec2.describeInstanceAttribute(
    { InstanceId, Attribute: 'disableApiTermination' },
    options,
  );
  if (DisableApiTermination?.Value)
    await ec2.modifyInstanceAttribute({ InstanceId, DisableApiTermination: { Value: false } }, options);
  await ec2.terminateInstances({ InstanceIds: [InstanceId] }, options);
}

async function removeAddress({ aws, resource, options }: Removal): Promise<void> {
  const ec2 = await aws.ec2();
  const { Addresses = [] } = await ec2.describeAddresses({ AllocationIds: [resource.id] }, options);
  const AssociationId = Addresses[0]?.AssociationId;
  if (AssociationId !== undefined) await ec2.disassociateAddress({ AssociationId }, options);
  await ec2.releaseAddress({ AllocationId: resource.id }, options);
}
