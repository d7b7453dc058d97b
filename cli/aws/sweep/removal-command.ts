import type { AwsResource, ClusterIdentity, ResourceKind } from './resource.ts';

/**
 * The command that deletes a resource, ready to paste. `null` for a resource that cannot be deleted alone: an address that AWS
 * assigned to an instance or a load balancer.
 */
export function removalCommand({ kind, id, name }: AwsResource, cluster: ClusterIdentity): string | null {
  if (kind === 'address' && !id.startsWith('eipalloc-')) return null;
  const words = COMMANDS[kind];
  const place = kind === 'role' || kind === 'oidc-provider' ? '' : ` --region ${cluster.region}`;
  return `aws ${words({ id, name, cluster: cluster.name })}${place}`;
}

interface Named {
  id: string;
  name: string;
  cluster: string;
}

const COMMANDS: Record<ResourceKind, (named: Named) => string> = {
  cluster: ({ id }) => `eks delete-cluster --name ${id}`,
  nodegroup: ({ id, cluster }) => `eks delete-nodegroup --cluster-name ${cluster} --nodegroup-name ${id}`,
  stack: ({ name }) => `cloudformation delete-stack --stack-name ${name}`,
  'classic-balancer': ({ id }) => `elb delete-load-balancer --load-balancer-name ${id}`,
  balancer: ({ id }) => `elbv2 delete-load-balancer --load-balancer-arn ${id}`,
  'target-group': ({ id }) => `elbv2 delete-target-group --target-group-arn ${id}`,
  instance: ({ id }) => `ec2 terminate-instances --instance-ids ${id}`,
  'nat-gateway': ({ id }) => `ec2 delete-nat-gateway --nat-gateway-id ${id}`,
  'network-interface': ({ id }) => `ec2 delete-network-interface --network-interface-id ${id}`,
  address: ({ id }) => `ec2 release-address --allocation-id ${id}`,
  volume: ({ id }) => `ec2 delete-volume --volume-id ${id}`,
  snapshot: ({ id }) => `ec2 delete-snapshot --snapshot-id ${id}`,
  'security-group': ({ id }) => `ec2 delete-security-group --group-id ${id}`,
  'launch-template': ({ id }) => `ec2 delete-launch-template --launch-template-id ${id}`,
  role: ({ id }) => `iam delete-role --role-name ${id}`,
  'oidc-provider': ({ id }) => `iam delete-open-id-connect-provider --open-id-connect-provider-arn ${id}`,
  'log-group': ({ id }) => `logs delete-log-group --log-group-name '${id}'`,
};
