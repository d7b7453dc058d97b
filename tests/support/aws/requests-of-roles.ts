import type { IamRequest, RequestedResource } from './evaluate-policy.ts';
import { ACCOUNT } from './evaluate-policy.ts';

const OWNED = { 'kubernetes.io/cluster/influscope': 'owned' };
const CNI = { 'cluster.k8s.amazonaws.com/name': 'influscope' };
const ec2 = (type: string, tags?: Readonly<Record<string, string>>): RequestedResource => ({
  arn: `arn:aws:ec2:us-east-1:${ACCOUNT}:${type}/${type}-1`,
  ...(tags && { tags }),
});
const balancer = (tags?: Readonly<Record<string, string>>): RequestedResource => ({
  arn: `arn:aws:elasticloadbalancing:us-east-1:${ACCOUNT}:loadbalancer/a1`,
  ...(tags && { tags }),
});
const requestTag = { 'aws:RequestTag/kubernetes.io/cluster/influscope': 'owned' };

/** What the control plane, the nodes, the network plugin and the storage driver ask of AWS, by their sources and AWS's policies. */
export const REQUESTS_OF_ROLES: readonly IamRequest[] = [
  // The control plane: a classic load balancer and its security group.
  { action: 'ec2:CreateSecurityGroup', resources: [ec2('security-group'), ec2('vpc')] },
  {
    action: 'ec2:CreateTags',
    resources: [ec2('security-group')],
    context: { 'ec2:CreateAction': 'CreateSecurityGroup' },
  },
  ...['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'DeleteSecurityGroup'].map((name) => ({
    action: `ec2:${name}`,
    resources: [ec2('security-group', OWNED)],
  })),
  { action: 'elasticloadbalancing:CreateLoadBalancer', resources: [balancer()], context: requestTag },
  {
    action: 'elasticloadbalancing:AddTags',
    resources: [balancer()],
    context: { ...requestTag, 'elasticloadbalancing:CreateAction': 'CreateLoadBalancer' },
  },
  ...[
    'ConfigureHealthCheck',
    'CreateLoadBalancerListeners',
    'DeleteLoadBalancer',
    'DeleteLoadBalancerListeners',
    'DeregisterInstancesFromLoadBalancer',
    'ModifyLoadBalancerAttributes',
    'RegisterInstancesWithLoadBalancer',
    'ApplySecurityGroupsToLoadBalancer',
    'SetLoadBalancerPoliciesForBackendServer',
  ].map((name) => ({ action: `elasticloadbalancing:${name}`, resources: [balancer(OWNED)] })),
  {
    action: 'iam:CreateServiceLinkedRole',
    resources: [
      {
        arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing`,
      },
    ],
    context: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' },
  },
  // The network plugin.
  ...[
    'CreateNetworkInterface',
    'AttachNetworkInterface',
    'AssignPrivateIpAddresses',
    'ModifyNetworkInterfaceAttribute',
  ].map((name) => ({ action: `ec2:${name}`, resources: [ec2('network-interface')] })),
  {
    action: 'ec2:CreateTags',
    resources: [ec2('network-interface')],
    context: { 'ec2:CreateAction': 'CreateNetworkInterface' },
  },
  {
    action: 'ec2:DetachNetworkInterface',
    resources: [ec2('network-interface', CNI), ec2('instance', OWNED)],
  },
  { action: 'ec2:DeleteNetworkInterface', resources: [ec2('network-interface', CNI)] },
  // The storage driver.
  { action: 'ec2:CreateVolume', resources: [ec2('volume')], context: requestTag },
  { action: 'ec2:CreateTags', resources: [ec2('volume')], context: { 'ec2:CreateAction': 'CreateVolume' } },
  { action: 'ec2:AttachVolume', resources: [ec2('volume', OWNED), ec2('instance', OWNED)] },
  { action: 'ec2:DetachVolume', resources: [ec2('volume', OWNED), ec2('instance', OWNED)] },
  { action: 'ec2:ModifyVolume', resources: [ec2('volume', OWNED)] },
  { action: 'ec2:DeleteVolume', resources: [ec2('volume', OWNED)] },
  // A node.
  {
    action: 'eks:DescribeCluster',
    resources: [{ arn: `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/influscope` }],
  },
  ...['GetAuthorizationToken', 'BatchGetImage', 'GetDownloadUrlForLayer', 'BatchCheckLayerAvailability'].map(
    (name) => ({
      action: `ecr:${name}`,
      resources: [],
    }),
  ),
  ...[
    'DescribeInstances',
    'DescribeInstanceTypes',
    'DescribeVolumes',
    'DescribeNetworkInterfaces',
    'DescribeSubnets',
  ].map((name) => ({ action: `ec2:${name}`, resources: [] })),
];
