/** CloudFormation templates with the resources that matter of those that eksctl makes. */
export function clusterTemplate(name: string, zones: readonly string[]): object {
  const subnets = Object.fromEntries(
    zones.map((zone, at) => [
      `Subnet${at}`,
      resource('EC2::Subnet', {
        AvailabilityZone: zone,
        CidrBlock: `192.168.${32 * at}.0/19`,
        MapPublicIpOnLaunch: true,
        VpcId: { Ref: 'VPC' },
      }),
    ]),
  );
  return {
    Resources: {
      VPC: resource('EC2::VPC', { CidrBlock: '192.168.0.0/16' }),
      ...subnets,
      ServiceRole: role('eks.amazonaws.com'),
      ControlPlane: resource('EKS::Cluster', {
        Name: name,
        Version: '1.35',
        RoleArn: { 'Fn::GetAtt': ['ServiceRole', 'Arn'] },
        ResourcesVpcConfig: { SubnetIds: Object.keys(subnets).map((Ref) => ({ Ref })) },
      }),
    },
  };
}

export function nodegroupTemplate(
  cluster: string,
  name: string,
  subnets: readonly string[],
): { template: object; tags: Record<string, string> } {
  return {
    template: {
      Resources: {
        NodeInstanceRole: role('ec2.amazonaws.com'),
        ManagedNodeGroup: resource('EKS::Nodegroup', {
          ClusterName: cluster,
          NodegroupName: name,
          NodeRole: { 'Fn::GetAtt': ['NodeInstanceRole', 'Arn'] },
          InstanceTypes: ['t3.small'],
          ScalingConfig: { MinSize: 2, DesiredSize: 2, MaxSize: 3 },
          Subnets: subnets.slice(0, 1),
        }),
      },
    },
    tags: { 'alpha.eksctl.io/nodegroup-name': name, 'alpha.eksctl.io/nodegroup-type': 'managed' },
  };
}

function resource(type: string, properties: object): object {
  return { Type: `AWS::${type}`, Properties: properties };
}

function role(service: string): object {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } };
  return resource('IAM::Role', {
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [statement] },
  });
}
