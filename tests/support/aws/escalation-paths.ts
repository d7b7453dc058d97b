// Long: one table of requests.
import type { IamRequest, RequestedResource } from './evaluate-policy.ts';
import { ACCOUNT } from './evaluate-policy.ts';

const iam = (path: string): RequestedResource => ({ arn: `arn:aws:iam::${ACCOUNT}:${path}` });
const ec2 = (type: string, tags: Record<string, string> = { team: 'billing' }): RequestedResource => ({
  arn: `arn:aws:ec2:us-east-1:${ACCOUNT}:${type}/${type}-of-others`,
  tags,
});
const elb = (path: string) => ({
  arn: `arn:aws:elasticloadbalancing:us-east-1:${ACCOUNT}:${path}`,
  tags: { team: 'billing' },
});
const own = iam('role/eksctl-influscope-x');
const bounded = { 'iam:PermissionsBoundary': iam('policy/influscope-boundary').arn };
const admin = { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' };
const listed = { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AmazonEKSClusterPolicy' };
const OTHERS = [ec2('instance'), ec2('volume'), ec2('security-group'), ec2('vpc'), ec2('network-interface')];
const ours = { 'kubernetes.io/cluster/influscope': 'owned' };

/**
 * Known ways from few rights to all of an account (https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation,
 * https://pathfinding.cloud), and from a cluster of ours to the resources of others.
 */
export const ESCALATION_PATHS: Readonly<Record<string, readonly IamRequest[]>> = {
  'a new version of a policy': [
    'CreatePolicyVersion',
    'SetDefaultPolicyVersion',
    'CreatePolicy',
    'DeletePolicy',
  ].map((name) => ({ action: `iam:${name}`, resources: [iam('policy/influscope-boundary')] })),
  'keys or a password of another user': [
    'CreateAccessKey',
    'UpdateAccessKey',
    'CreateLoginProfile',
    'UpdateLoginProfile',
    'CreateServiceSpecificCredential',
    'DeactivateMFADevice',
    'ResyncMFADevice',
  ].map((name) => ({ action: `iam:${name}`, resources: [iam('user/admin')] })),
  'a policy for a user or group': [
    'AttachUserPolicy',
    'PutUserPolicy',
    'AttachGroupPolicy',
    'PutGroupPolicy',
    'AddUserToGroup',
  ].map((name) => ({ action: `iam:${name}`, resources: [iam('user/self')], context: admin })),
  'a role without a boundary': [
    { action: 'iam:CreateRole', resources: [own] },
    {
      action: 'iam:CreateRole',
      resources: [own],
      context: { 'iam:PermissionsBoundary': iam('policy/mine').arn },
    },
    {
      action: 'iam:CreateRole',
      resources: [own],
      context: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' },
    },
    { action: 'iam:CreateRole', resources: [iam('role/other')], context: bounded },
  ],
  'a policy of choice for a role': [
    { action: 'iam:AttachRolePolicy', resources: [own], context: { ...bounded, ...admin } },
    { action: 'iam:AttachRolePolicy', resources: [own], context: admin },
    { action: 'iam:AttachRolePolicy', resources: [own], context: listed },
    {
      action: 'iam:AttachRolePolicy',
      resources: [own],
      context: { ...bounded, 'iam:PolicyARN': iam('policy/mine').arn },
    },
    { action: 'iam:AttachRolePolicy', resources: [iam('role/admin')], context: { ...bounded, ...listed } },
    { action: 'iam:PutRolePolicy', resources: [own], context: bounded },
    { action: 'iam:PutRolePolicy', resources: [own] },
  ],
  'another boundary, or none': [
    'PutRolePermissionsBoundary',
    'DeleteRolePermissionsBoundary',
    'PutUserPermissionsBoundary',
    'DeleteUserPermissionsBoundary',
  ].map((name) => ({ action: `iam:${name}`, resources: [own], context: bounded })),
  'who may take a role': [
    { action: 'iam:UpdateAssumeRolePolicy', resources: [own] },
    { action: 'iam:UpdateAssumeRolePolicy', resources: [iam('role/admin')] },
    { action: 'sts:AssumeRole', resources: [iam('role/admin')] },
    { action: 'iam:CreateOpenIDConnectProvider', resources: [iam('oidc-provider/evil')] },
    { action: 'iam:AddClientIDToOpenIDConnectProvider', resources: [iam('oidc-provider/oidc.eks.x/id/1')] },
    { action: 'iam:CreateSAMLProvider', resources: [iam('saml-provider/evil')] },
  ],
  'a role handed to a service': [
    ...['ec2', 'eks'].map((service) => ({
      action: 'iam:PassRole',
      resources: [iam('role/admin')],
      context: { 'iam:PassedToService': `${service}.amazonaws.com` },
    })),
    ...[
      'lambda',
      'glue',
      'cloudformation',
      'sagemaker',
      'ecs-tasks',
      'codebuild',
      'ssm',
      'states',
      'datapipeline',
    ].map((service) => ({
      action: 'iam:PassRole',
      resources: [own],
      context: { 'iam:PassedToService': `${service}.amazonaws.com` },
    })),
    { action: 'iam:PassRole', resources: [own] },
    { action: 'iam:CreateInstanceProfile', resources: [iam('instance-profile/eksctl-influscope-x')] },
    { action: 'iam:AddRoleToInstanceProfile', resources: [iam('instance-profile/eksctl-influscope-x')] },
    { action: 'ec2:AssociateIamInstanceProfile', resources: [ec2('instance')] },
    { action: 'ec2:ReplaceIamInstanceProfileAssociation', resources: [ec2('instance')] },
    {
      action: 'lambda:CreateFunction',
      resources: [{ arn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:x` }],
    },
    {
      action: 'iam:CreateServiceLinkedRole',
      resources: [iam('role/aws-service-role/lex.amazonaws.com/x')],
      context: { 'iam:AWSServiceName': 'lex.amazonaws.com' },
    },
  ],
  'a tag on what belongs to others': [
    ...OTHERS.map((resource) => ({ action: 'ec2:CreateTags', resources: [resource] })),
    ...OTHERS.map((resource) => ({
      action: 'ec2:CreateTags',
      resources: [resource],
      context: { 'aws:TagKeys': ['kubernetes.io/cluster/influscope'] },
    })),
    ...OTHERS.map((resource) => ({ action: 'ec2:DeleteTags', resources: [resource] })),
    {
      action: 'ec2:CreateTags',
      resources: [ec2('volume', ours)],
      context: { 'aws:TagKeys': ['influscope.io/kept-at', 'eks:cluster-name'] },
    },
    {
      action: 'elasticloadbalancing:AddTags',
      resources: [elb('loadbalancer/of-others')],
      context: { 'aws:RequestTag/kubernetes.io/cluster/influscope': 'owned' },
    },
    { action: 'iam:TagRole', resources: [iam('role/admin')] },
    { action: 'iam:TagOpenIDConnectProvider', resources: [iam('oidc-provider/oidc.eks.x/id/1')] },
    { action: 'tag:TagResources', resources: [] },
  ],
  'the end of what belongs to others': [
    ...[
      ['instance', 'TerminateInstances'],
      ['instance', 'StopInstances'],
      ['instance', 'ModifyInstanceAttribute'],
      ['volume', 'DeleteVolume'],
      ['volume', 'DetachVolume'],
      ['snapshot', 'DeleteSnapshot'],
      ['security-group', 'DeleteSecurityGroup'],
      ['security-group', 'AuthorizeSecurityGroupIngress'],
      ['security-group', 'RevokeSecurityGroupIngress'],
      ['network-interface', 'DeleteNetworkInterface'],
      ['network-interface', 'DetachNetworkInterface'],
      ['vpc', 'DeleteVpc'],
      ['vpc', 'ModifyVpcAttribute'],
      ['subnet', 'DeleteSubnet'],
      ['route-table', 'DeleteRouteTable'],
      ['route-table', 'CreateRoute'],
      ['route-table', 'DeleteRoute'],
      ['internet-gateway', 'DeleteInternetGateway'],
      ['natgateway', 'DeleteNatGateway'],
      ['elastic-ip', 'ReleaseAddress'],
      ['launch-template', 'DeleteLaunchTemplate'],
    ].map(([type = '', name]) => ({ action: `ec2:${name}`, resources: [ec2(type)] })),
    ...['snapshot', 'volume'].map((type) => ({
      action: 'ec2:DeleteSnapshot',
      resources: [ec2(type, { ...ours, 'alpha.eksctl.io/cluster-name': 'influscope' })],
    })),
    { action: 'elasticloadbalancing:DeleteLoadBalancer', resources: [elb('loadbalancer/of-others')] },
    { action: 'elasticloadbalancing:DeleteTargetGroup', resources: [elb('targetgroup/of-others/1')] },
    { action: 'elasticloadbalancing:ModifyLoadBalancerAttributes', resources: [elb('loadbalancer/app/x/1')] },
    { action: 'iam:DeleteRole', resources: [iam('role/eksctl-influscope2-x')] },
    { action: 'iam:DeleteRole', resources: [iam('role/admin')] },
    { action: 'iam:DetachRolePolicy', resources: [iam('role/admin')] },
    { action: 'iam:DeleteInstanceProfile', resources: [iam('instance-profile/eks-0')] },
    {
      action: 'iam:DeleteOpenIDConnectProvider',
      resources: [
        { ...iam('oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/1'), tags: { team: 'billing' } },
      ],
    },
    {
      action: 'cloudformation:DeleteStack',
      resources: [{ arn: `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/network/1` }],
    },
    {
      action: 'cloudformation:UpdateStack',
      resources: [{ arn: `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/network/1` }],
    },
    {
      action: 'cloudformation:SetStackPolicy',
      resources: [{ arn: `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/network/1` }],
    },
    { action: 'eks:DeleteCluster', resources: [{ arn: `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/other` }] },
    {
      action: 'logs:DeleteLogGroup',
      resources: [{ arn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/eks/other/cluster:*` }],
    },
    { action: 's3:DeleteBucket', resources: [{ arn: 'arn:aws:s3:::records' }] },
  ],
  'the secrets of others': [
    { action: 'ec2:DescribeInstanceAttribute', resources: [ec2('instance')] },
    { action: 'ec2:CreateSnapshot', resources: [ec2('volume'), ec2('snapshot')] },
    { action: 'ec2:AttachVolume', resources: [ec2('volume'), ec2('instance', ours)] },
    { action: 'ec2:GetPasswordData', resources: [ec2('instance')] },
    { action: 'ec2:GetConsoleOutput', resources: [ec2('instance')] },
    { action: 'ssm:SendCommand', resources: [ec2('instance')] },
    { action: 'ssm:StartSession', resources: [ec2('instance')] },
    {
      action: 'ssm:GetParameter',
      resources: [{ arn: `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/password` }],
    },
    {
      action: 'secretsmanager:GetSecretValue',
      resources: [{ arn: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:x` }],
    },
    { action: 's3:GetObject', resources: [{ arn: 'arn:aws:s3:::records/x' }] },
    { action: 'kms:Decrypt', resources: [{ arn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/x` }] },
    {
      action: 'eks:CreateAccessEntry',
      resources: [{ arn: `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/other` }],
    },
    {
      action: 'eks:AssociateAccessPolicy',
      resources: [{ arn: `arn:aws:eks:us-east-1:${ACCOUNT}:access-entry/other/x` }],
    },
    {
      action: 'eks:CreatePodIdentityAssociation',
      resources: [{ arn: `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/other` }],
    },
    {
      action: 'eks-auth:AssumeRoleForPodIdentity',
      resources: [{ arn: `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/other` }],
    },
  ],
  'another region': [
    {
      action: 'ec2:RunInstances',
      resources: [{ arn: `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/*` }],
      context: { 'aws:RequestedRegion': 'eu-west-1' },
    },
    {
      action: 'ec2:CreateVpc',
      resources: [{ arn: `arn:aws:ec2:eu-west-1:${ACCOUNT}:vpc/*` }],
      context: { 'aws:RequestedRegion': 'eu-west-1' },
    },
  ],
};
