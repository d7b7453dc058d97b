import type { IamRequest, RequestedResource } from './evaluate-policy.ts';
import { ACCOUNT } from './evaluate-policy.ts';

/** Tags by who makes a resource, as a whole `up` and `down` leave them. */
const BY_EKSCTL = { 'alpha.eksctl.io/cluster-name': 'influscope', 'influscope.io/platform': 'influscope' };
const BY_KUBERNETES = { 'kubernetes.io/cluster/influscope': 'owned' };
const BY_EKS = { 'eks:cluster-name': 'influscope' };
const BY_CNI = { 'cluster.k8s.amazonaws.com/name': 'influscope' };
const BY_CONTROLLER = { 'elbv2.k8s.aws/cluster': 'influscope' };

type Tags = NonNullable<RequestedResource['tags']>;

const ec2 = (type: string, tags?: Tags): RequestedResource => ({
  arn: `arn:aws:ec2:us-east-1:${ACCOUNT}:${type}/${type}-1`,
  ...(tags && { tags }),
});
const elb = (type: string, tags: Tags): RequestedResource => ({
  arn: `arn:aws:elasticloadbalancing:us-east-1:${ACCOUNT}:${type}/a1`,
  tags,
});
const role = { arn: `arn:aws:iam::${ACCOUNT}:role/eksctl-influscope-cluster-ServiceRole-1` };
const profile = { arn: `arn:aws:iam::${ACCOUNT}:instance-profile/eksctl-influscope-1` };
const stack = { arn: `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/eksctl-influscope-cluster/1` };
const eks = (path: string) => ({ arn: `arn:aws:eks:us-east-1:${ACCOUNT}:${path}` });
const BOUNDARY = { 'iam:PermissionsBoundary': `arn:aws:iam::${ACCOUNT}:policy/influscope-boundary` };

/** Policies that eksctl 0.221 attaches to the roles of the cluster and of the nodes. */
const ATTACHED = [
  'AmazonEKSClusterPolicy',
  'AmazonEKSVPCResourceController',
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKS_CNI_Policy',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonSSMManagedInstanceCore',
  'service-role/AmazonEBSCSIDriverPolicy',
];
const MADE = ['vpc', 'subnet', 'route-table', 'internet-gateway', 'security-group', 'launch-template'];
const each = (...resources: RequestedResource[]) => resources.map((one) => ({ resources: [one] }));
const eksctl = (type: string) => each(ec2(type, BY_EKSCTL));

/**
 * What each action of a whole `up` and `down` is asked about: the resources, by the Service Authorization Reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/), with the tags that they have by then, and the keys
 * of the request. Actions that only read are asked about `*` where they are not named here.
 */
const REQUESTS: Readonly<Record<string, readonly Omit<IamRequest, 'action'>[]>> = {
  'cloudformation:CreateStack': each(stack),
  'cloudformation:DeleteStack': each(stack),
  'cloudformation:DescribeStackEvents': each(stack),
  'cloudformation:DescribeStackResources': each(stack),
  'cloudformation:ListStackResources': each(stack),
  'cloudformation:UpdateTerminationProtection': each(stack),
  'ec2:AssociateRouteTable': [{ resources: [ec2('route-table', BY_EKSCTL), ec2('subnet', BY_EKSCTL)] }],
  'ec2:AttachInternetGateway': [{ resources: [ec2('internet-gateway', BY_EKSCTL), ec2('vpc', BY_EKSCTL)] }],
  'ec2:AuthorizeSecurityGroupEgress': eksctl('security-group'),
  'ec2:AuthorizeSecurityGroupIngress': each(
    ec2('security-group', BY_EKSCTL),
    ec2('security-group', BY_KUBERNETES),
  ),
  'ec2:CreateInternetGateway': each(ec2('internet-gateway')),
  'ec2:CreateLaunchTemplate': each(ec2('launch-template')),
  'ec2:CreateRoute': eksctl('route-table'),
  'ec2:CreateRouteTable': [{ resources: [ec2('route-table'), ec2('vpc', BY_EKSCTL)] }],
  'ec2:CreateSecurityGroup': [{ resources: [ec2('security-group'), ec2('vpc', BY_EKSCTL)] }],
  'ec2:CreateSubnet': [{ resources: [ec2('subnet'), ec2('vpc', BY_EKSCTL)] }],
  'ec2:CreateTags': [
    ...MADE.map((type) => ({
      resources: [ec2(type)],
      context: {
        'ec2:CreateAction': `Create${type.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
      },
    })),
    { resources: [ec2('instance'), ec2('volume')], context: { 'ec2:CreateAction': 'RunInstances' } },
    { resources: [ec2('volume', BY_KUBERNETES)], context: { 'aws:TagKeys': ['influscope.io/kept-at'] } },
    { resources: [ec2('volume', BY_KUBERNETES)], context: { 'aws:TagKeys': ['influscope.io/mounted'] } },
  ],
  'ec2:CreateVpc': each(ec2('vpc')),
  'ec2:DeleteInternetGateway': eksctl('internet-gateway'),
  'ec2:DeleteLaunchTemplate': each(ec2('launch-template', BY_EKSCTL), ec2('launch-template', BY_EKS)),
  'ec2:DeleteNatGateway': eksctl('natgateway'),
  'ec2:DeleteNetworkInterface': each(
    ec2('network-interface', BY_KUBERNETES),
    ec2('network-interface', BY_CNI),
  ),
  'ec2:DeleteRoute': eksctl('route-table'),
  'ec2:DeleteRouteTable': eksctl('route-table'),
  'ec2:DeleteSecurityGroup': [BY_EKSCTL, BY_KUBERNETES, BY_CONTROLLER].map((tags) => ({
    resources: [ec2('security-group', tags)],
  })),
  'ec2:DeleteSubnet': eksctl('subnet'),
  'ec2:DeleteTags': each(ec2('launch-template', BY_EKSCTL), ec2('launch-template', BY_EKS)),
  'ec2:DeleteVolume': [BY_EKSCTL, BY_KUBERNETES, BY_EKS].map((tags) => ({
    resources: [ec2('volume', tags)],
  })),
  'ec2:DeleteVpc': eksctl('vpc'),
  'ec2:DescribeInstanceAttribute': each(ec2('instance', { ...BY_EKS, ...BY_KUBERNETES })),
  'ec2:DetachInternetGateway': [{ resources: [ec2('internet-gateway', BY_EKSCTL), ec2('vpc', BY_EKSCTL)] }],
  'ec2:DetachNetworkInterface': [
    { resources: [ec2('network-interface', BY_CNI), ec2('instance', BY_KUBERNETES)] },
  ],
  'ec2:DisassociateAddress': eksctl('elastic-ip'),
  'ec2:DisassociateRouteTable': [{ resources: [ec2('route-table', BY_EKSCTL), ec2('subnet', BY_EKSCTL)] }],
  'ec2:ModifyInstanceAttribute': each(ec2('instance', BY_KUBERNETES), ec2('instance', BY_EKS)),
  'ec2:ModifySubnetAttribute': eksctl('subnet'),
  'ec2:ModifyVpcAttribute': eksctl('vpc'),
  'ec2:ReleaseAddress': eksctl('elastic-ip'),
  'ec2:ReplaceRouteTableAssociation': [
    { resources: [ec2('route-table', BY_EKSCTL), ec2('subnet', BY_EKSCTL)] },
  ],
  'ec2:RevokeSecurityGroupEgress': each(
    ec2('security-group', BY_EKSCTL),
    ec2('security-group', BY_KUBERNETES),
  ),
  'ec2:RevokeSecurityGroupIngress': each(
    ec2('security-group', BY_EKSCTL),
    ec2('security-group', BY_KUBERNETES),
  ),
  'ec2:RunInstances': [
    {
      resources: [
        ec2('instance'),
        ec2('volume'),
        ec2('network-interface'),
        ec2('subnet', BY_EKSCTL),
        ec2('security-group', BY_KUBERNETES),
        ec2('launch-template', BY_EKSCTL),
        { arn: 'arn:aws:ec2:us-east-1::image/ami-1' },
      ],
    },
  ],
  'ec2:TerminateInstances': each(ec2('instance', BY_KUBERNETES), ec2('instance', BY_EKS)),
  'eks:CreateAccessEntry': each(eks('cluster/influscope')),
  'eks:CreateAddon': each(eks('cluster/influscope')),
  'eks:CreateCluster': each(eks('cluster/influscope')),
  'eks:CreateNodegroup': each(eks('cluster/influscope')),
  'eks:DeleteAddon': each(eks('addon/influscope/coredns/1')),
  'eks:DeleteCluster': each(eks('cluster/influscope')),
  'eks:DeleteNodegroup': each(eks('nodegroup/influscope/workers/1')),
  'eks:DescribeAddon': each(eks('addon/influscope/coredns/1')),
  'eks:DescribeCluster': each(eks('cluster/influscope')),
  'eks:DescribeNodegroup': each(eks('nodegroup/influscope/workers/1')),
  'eks:ListFargateProfiles': each(eks('cluster/influscope')),
  'eks:ListNodegroups': each(eks('cluster/influscope')),
  'eks:TagResource': each(eks('cluster/influscope'), eks('nodegroup/influscope/workers/1')),
  'eks:UpdateClusterConfig': each(eks('cluster/influscope')),
  'elasticloadbalancing:DeleteLoadBalancer': each(
    elb('loadbalancer', BY_KUBERNETES),
    elb('loadbalancer/net', BY_CONTROLLER),
  ),
  'elasticloadbalancing:DeleteTargetGroup': each(elb('targetgroup', BY_CONTROLLER)),
  'elasticloadbalancing:ModifyLoadBalancerAttributes': each(
    elb('loadbalancer', BY_KUBERNETES),
    elb('loadbalancer/net', BY_CONTROLLER),
  ),
  'iam:AttachRolePolicy': ATTACHED.map((name) => ({
    resources: [role],
    context: { ...BOUNDARY, 'iam:PolicyARN': `arn:aws:iam::aws:policy/${name}` },
  })),
  'iam:CreateRole': [{ resources: [role], context: BOUNDARY }],
  'iam:CreateServiceLinkedRole': ['eks', 'eks-nodegroup'].map((service) => ({
    resources: [
      { arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/${service}.amazonaws.com/AWSServiceRole` },
    ],
    context: { 'iam:AWSServiceName': `${service}.amazonaws.com` },
  })),
  'iam:DeleteInstanceProfile': each(profile),
  'iam:DeleteOpenIDConnectProvider': each({
    arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/1`,
    tags: BY_EKSCTL,
  }),
  'iam:DeleteRole': each(role),
  'iam:DeleteRolePolicy': each(role),
  'iam:DetachRolePolicy': each(role),
  'iam:GetOpenIDConnectProvider': each({
    arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/1`,
    tags: BY_EKSCTL,
  }),
  'iam:GetPolicy': each({ arn: `arn:aws:iam::${ACCOUNT}:policy/influscope-boundary` }),
  'iam:GetRolePolicy': each(role),
  'iam:ListAttachedRolePolicies': each(role),
  'iam:ListInstanceProfilesForRole': each(role),
  'iam:ListRolePolicies': each(role),
  'iam:PassRole': ['eks', 'ec2'].map((service) => ({
    resources: [role],
    context: { 'iam:PassedToService': `${service}.amazonaws.com` },
  })),
  'iam:RemoveRoleFromInstanceProfile': each(profile),
  'iam:TagRole': each(role),
  'iam:UntagRole': each(role),
  'logs:DeleteLogGroup': each({
    arn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/eks/influscope/cluster:*`,
  }),
};

const READS = /:(?:Describe|List|Get|Simulate)/;

/** The requests of an action. Throws for one that changes something and is not described here. */
export function requestsOf(action: string): IamRequest[] {
  const known = REQUESTS[action];
  if (known) return known.map((request) => ({ action, ...request }));
  if (READS.test(action)) return [{ action, resources: [] }];
  throw new Error(`it is not known what ${action} is asked about`);
}
