import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import type { Aws } from '#cli/aws/aws.ts';
import { isNotFound } from '#cli/aws/errors.ts';
import { ownership } from '../ownership.ts';
import type { AwsResource, ClusterIdentity } from '../resource.ts';
import { newResource, readTags } from '../resource.ts';

export async function removeNetworkInterface(
  aws: Aws,
  { id: NetworkInterfaceId }: AwsResource,
  abortSignal: AbortSignal,
): Promise<void> {
  const ec2 = await aws.ec2();
  const { NetworkInterfaces = [] } = await ec2.describeNetworkInterfaces(
    { NetworkInterfaceIds: [NetworkInterfaceId] },
    { abortSignal },
  );
  const AttachmentId = NetworkInterfaces[0]?.Attachment?.AttachmentId;
  if (AttachmentId !== undefined)
    await ec2.detachNetworkInterface({ AttachmentId, Force: true }, { abortSignal });
  await ec2.deleteNetworkInterface({ NetworkInterfaceId }, { abortSignal });
}

/** Deletes the rules of the cluster's groups that refer to this one first. A rule of another group keeps the group. */
export async function removeSecurityGroup(
  aws: Aws,
  cluster: ClusterIdentity,
  { id: GroupId }: AwsResource,
  abortSignal: AbortSignal,
): Promise<void> {
  const ec2 = await aws.ec2();
  const referring = async (Name: string) =>
    (await ec2.describeSecurityGroups({ Filters: [{ Name, Values: [GroupId] }] }, { abortSignal }))
      .SecurityGroups ?? [];
  for (const group of own(aws, cluster, await referring('ip-permission.group-id'))) {
    const IpPermissions = rulesAbout(group.IpPermissions, GroupId);
    await ignoringGone(
      ec2.revokeSecurityGroupIngress({ GroupId: group.GroupId, IpPermissions }, { abortSignal }),
    );
  }
  for (const group of own(aws, cluster, await referring('egress.ip-permission.group-id'))) {
    const IpPermissions = rulesAbout(group.IpPermissionsEgress, GroupId);
    await ignoringGone(
      ec2.revokeSecurityGroupEgress({ GroupId: group.GroupId, IpPermissions }, { abortSignal }),
    );
  }
  await ec2.deleteSecurityGroup({ GroupId }, { abortSignal });
}

function own({ region }: Aws, cluster: ClusterIdentity, groups: readonly SecurityGroup[]): SecurityGroup[] {
  return groups.filter(({ GroupId = '', GroupName = '', Tags }) => {
    const group = newResource({
      kind: 'security-group',
      id: GroupId,
      name: GroupName,
      region,
      tags: readTags(Tags),
    });
    return ownership(cluster, group) !== null;
  });
}

/** Only the parts of the rules that refer to a group. */
function rulesAbout(rules: readonly IpPermission[] | undefined, group: string): IpPermission[] {
  return (rules ?? []).flatMap(({ IpProtocol, FromPort, ToPort, UserIdGroupPairs = [] }) => {
    const pairs = UserIdGroupPairs.filter(({ GroupId }) => GroupId === group);
    return pairs.length === 0 ? [] : [{ IpProtocol, FromPort, ToPort, UserIdGroupPairs: pairs }];
  });
}

async function ignoringGone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
