import { setTimeout as sleep } from 'node:timers/promises';
import type { Aws } from '#cli/aws/aws.ts';
import { INSTANCE_TAG } from '#cli/aws/names.ts';

export interface Planted {
  vpc: string;
  stack: string;
  /** A snapshot of the volume, with its tags. */
  backup: string;
  /** Ids as an inventory lists them. */
  ids: string[];
}

const TEMPLATE = {
  Resources: {
    VPC: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.9.0.0/16' } },
    Subnet: {
      Type: 'AWS::EC2::Subnet',
      Properties: { VpcId: { Ref: 'VPC' }, CidrBlock: '10.9.0.0/24', AvailabilityZone: 'us-east-1a' },
    },
  },
};

/**
 * Leaves in an account what a cluster may leave: everything that survives a deletion by eksctl, in the network of a stack
 * that is protected and was half deleted.
 */
export async function plantLeftovers(aws: Aws, name: string, signal: AbortSignal): Promise<Planted> {
  const options = { abortSignal: signal };
  const [ec2, elb, elbv2, cloudformation, logs] = await Promise.all([
    aws.ec2(),
    aws.elb(),
    aws.elbv2(),
    aws.cloudformation(),
    aws.logs(),
  ]);
  const owned = [{ Key: `kubernetes.io/cluster/${name}`, Value: 'owned' }];
  const eksctl = [{ Key: 'alpha.eksctl.io/cluster-name', Value: name }];
  const tagged = (ResourceType: string, Tags = owned) => [{ ResourceType: ResourceType as never, Tags }];

  const StackName = `eksctl-${name}-cluster`;
  const { StackId: stack = '' } = await cloudformation.createStack(
    {
      StackName,
      TemplateBody: JSON.stringify(TEMPLATE),
      Tags: [...eksctl, { Key: INSTANCE_TAG, Value: name }],
      EnableTerminationProtection: true,
    },
    options,
  );
  await stackState(aws, stack, /^CREATE_COMPLETE$/, signal);
  const { StackResources = [] } = await cloudformation.describeStackResources({ StackName }, options);
  const made = (logical: string) =>
    StackResources.find(({ LogicalResourceId }) => LogicalResourceId === logical)?.PhysicalResourceId ?? '';
  const VpcId = made('VPC');
  const SubnetId = made('Subnet');

  const group = async (suffix: string) => {
    const { GroupId = '' } = await ec2.createSecurityGroup(
      {
        GroupName: `k8s-elb-${name}-${suffix}`,
        Description: 'of a balancer',
        VpcId,
        TagSpecifications: tagged('security-group'),
      },
      options,
    );
    return GroupId;
  };
  const first = await group('a');
  const second = await group('b');
  for (const [GroupId, referred] of [
    [first, second],
    [second, first],
  ] as const)
    await ec2.authorizeSecurityGroupIngress(
      { GroupId, IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: referred }] }] },
      options,
    );

  const LoadBalancerName = `a-${name}`.slice(0, 32);
  await elb.createLoadBalancer(
    {
      LoadBalancerName,
      Subnets: [SubnetId],
      SecurityGroups: [first],
      Listeners: [{ Protocol: 'TCP', LoadBalancerPort: 80, InstancePort: 31_080 }],
      Tags: [...owned, { Key: 'kubernetes.io/service-name', Value: `${name}/api-service` }],
    },
    options,
  );
  const controller = [{ Key: 'elbv2.k8s.aws/cluster', Value: name }];
  const { LoadBalancers: [network] = [] } = await elbv2.createLoadBalancer(
    { Name: `k8s-${name}`.slice(0, 32), Type: 'network', Subnets: [SubnetId], Tags: controller },
    options,
  );
  const { TargetGroups: [targets] = [] } = await elbv2.createTargetGroup(
    { Name: `k8s-${name}`.slice(0, 32), Protocol: 'TCP', Port: 80, VpcId, Tags: controller },
    options,
  );
  const { NetworkInterface } = await ec2.createNetworkInterface(
    {
      SubnetId,
      Description: 'aws-K8S-i-0',
      TagSpecifications: tagged('network-interface'),
      Groups: [second],
    },
    options,
  );
  const { VolumeId = '' } = await ec2.createVolume(
    { AvailabilityZone: 'us-east-1a', Size: 8, VolumeType: 'gp3', TagSpecifications: tagged('volume') },
    options,
  );
  const { SnapshotId = '' } = await ec2.createSnapshot(
    { VolumeId, TagSpecifications: tagged('snapshot') },
    options,
  );
  const { AllocationId = '' } = await ec2.allocateAddress(
    { Domain: 'vpc', TagSpecifications: tagged('elastic-ip', eksctl) },
    options,
  );
  // In AWS its interface goes with it; not every stand-in does that, and it would hold the stack's network.
  const { Subnets: [elsewhere] = [] } = await ec2.describeSubnets(
    { Filters: [{ Name: 'default-for-az', Values: ['true'] }] },
    options,
  );
  const { NatGateway } = await ec2.createNatGateway(
    { SubnetId: elsewhere?.SubnetId, AllocationId, TagSpecifications: tagged('natgateway', eksctl) },
    options,
  );
  const { LaunchTemplate } = await ec2.createLaunchTemplate(
    {
      LaunchTemplateName: `eksctl-${name}-nodegroup-workers`,
      LaunchTemplateData: { InstanceType: 't3.small' },
      TagSpecifications: tagged('launch-template', eksctl),
    },
    options,
  );
  const logGroupName = `/aws/eks/${name}/cluster`;
  await logs.createLogGroup({ logGroupName }, options);

  // Half deleted: what hangs in its network has stopped it.
  await cloudformation.updateTerminationProtection(
    { StackName, EnableTerminationProtection: false },
    options,
  );
  await cloudformation.deleteStack({ StackName }, options);
  await stackState(aws, stack, /^DELETE_FAILED$/, signal);
  await cloudformation.updateTerminationProtection({ StackName, EnableTerminationProtection: true }, options);
  return {
    vpc: VpcId,
    stack,
    backup: SnapshotId,
    ids: [
      stack,
      first,
      second,
      LoadBalancerName,
      network?.LoadBalancerArn ?? '',
      targets?.TargetGroupArn ?? '',
      NetworkInterface?.NetworkInterfaceId ?? '',
      VolumeId,
      AllocationId,
      NatGateway?.NatGatewayId ?? '',
      LaunchTemplate?.LaunchTemplateId ?? '',
      logGroupName,
    ].toSorted(),
  };
}

async function stackState(aws: Aws, StackName: string, wanted: RegExp, signal: AbortSignal): Promise<void> {
  const cloudformation = await aws.cloudformation();
  for (;;) {
    const { Stacks: [stack] = [] } = await cloudformation.describeStacks(
      { StackName },
      { abortSignal: signal },
    );
    if (wanted.test(stack?.StackStatus ?? '')) return;
    await sleep(50, undefined, { signal });
  }
}
