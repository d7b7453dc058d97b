import type { EC2, Tag } from '@aws-sdk/client-ec2';
import type { Aws } from '#cli/aws/aws.ts';
import { collectPages, paging } from '#cli/aws/collect-pages.ts';
import type { AwsResource, ResourceKind } from '../resource.ts';
import { newResource, readTags } from '../resource.ts';

interface Listing {
  ec2: EC2;
  sdk: typeof import('@aws-sdk/client-ec2');
  region: string;
  cluster: string;
  signal: AbortSignal;
}

const EC2_KINDS = [
  'instance',
  'volume',
  'snapshot',
  'network-interface',
  'security-group',
  'address',
  'nat-gateway',
  'launch-template',
] as const satisfies readonly ResourceKind[];
type Ec2Kind = (typeof EC2_KINDS)[number];

/** Every tag that names a cluster has this word in its key. */
const ABOUT_CLUSTERS = [{ Name: 'tag-key', Values: ['*cluster*'] }];

/** Resources of one kind with a tag of any cluster. Ownership is checked by the caller. */
export async function listEc2(
  aws: Aws,
  cluster: string,
  kind: Ec2Kind,
  signal: AbortSignal,
): Promise<AwsResource[]> {
  const sdk = await import('@aws-sdk/client-ec2');
  return LISTERS[kind]({ ec2: await aws.ec2(), sdk, region: aws.region, cluster, signal });
}

const LISTERS: Record<Ec2Kind, (listing: Listing) => Promise<AwsResource[]>> = {
  instance: listInstances,
  volume: listVolumes,
  snapshot: listSnapshots,
  'network-interface': listNetworkInterfaces,
  'security-group': listSecurityGroups,
  address: listAddresses,
  'nat-gateway': listNatGateways,
  'launch-template': listLaunchTemplates,
};

async function listInstances({ ec2, sdk, region, signal }: Listing): Promise<AwsResource[]> {
  const reservations = await collectPages(
    sdk.paginateDescribeInstances(paging(ec2, 500), { Filters: ABOUT_CLUSTERS }, { abortSignal: signal }),
    ({ Reservations }) => Reservations,
  );
  return (
    reservations
      .flatMap(({ Instances = [] }) => Instances)
      // EC2 lists it for an hour after its end.
      .filter(({ State }) => State?.Name !== 'terminated')
      .map(({ InstanceId = '', State, InstanceType, LaunchTime, Tags }) => ({
        ...resource('instance', InstanceId, region, Tags),
        state: State?.Name ?? '',
        type: InstanceType ?? null,
        createdAt: LaunchTime?.getTime() ?? null,
      }))
  );
}

async function listVolumes({ ec2, sdk, region, signal }: Listing): Promise<AwsResource[]> {
  const volumes = await collectPages(
    sdk.paginateDescribeVolumes(paging(ec2, 500), { Filters: ABOUT_CLUSTERS }, { abortSignal: signal }),
    ({ Volumes }) => Volumes,
  );
  return volumes.map(
    ({ VolumeId = '', State, Size, VolumeType, CreateTime, Tags, Attachments = [], ...volume }) => ({
      ...resource('volume', VolumeId, region, Tags),
      state: State ?? '',
      gib: Size ?? null,
      type: VolumeType ?? null,
      zone: volume.AvailabilityZone ?? null,
      createdAt: CreateTime?.getTime() ?? null,
      heldBy: Attachments[0]?.InstanceId ?? null,
      copyOf: Attachments.some(({ DeleteOnTermination }) => DeleteOnTermination)
        ? null
        : volume.SnapshotId || null,
    }),
  );
}

async function listSnapshots({ ec2, sdk, region, signal }: Listing): Promise<AwsResource[]> {
  const snapshots = await collectPages(
    sdk.paginateDescribeSnapshots(
      paging(ec2, 500),
      { OwnerIds: ['self'], Filters: ABOUT_CLUSTERS },
      { abortSignal: signal },
    ),
    ({ Snapshots }) => Snapshots,
  );
  return snapshots.map(({ SnapshotId = '', VolumeId, State, VolumeSize, StartTime, Tags }) => ({
    ...resource('snapshot', SnapshotId, region, Tags),
    copyOf: VolumeId ?? null,
    state: State ?? '',
    gib: VolumeSize ?? null,
    createdAt: StartTime?.getTime() ?? null,
  }));
}

/** Interfaces of a control plane have no tags. They are found by the description that EKS gives them. */
async function listNetworkInterfaces({ ec2, sdk, region, cluster, signal }: Listing): Promise<AwsResource[]> {
  const ask = (Filters: { Name: string; Values: string[] }[]) =>
    collectPages(
      sdk.paginateDescribeNetworkInterfaces(paging(ec2, 500), { Filters }, { abortSignal: signal }),
      ({ NetworkInterfaces }) => NetworkInterfaces,
    );
  const found = [
    ...(await ask(ABOUT_CLUSTERS)),
    ...(await ask([{ Name: 'description', Values: [`Amazon EKS ${cluster}`] }])),
  ];
  const unique = new Map(found.map((one) => [one.NetworkInterfaceId ?? '', one]));
  return [...unique].map(
    ([id, { Description, Status, TagSet, Attachment, RequesterManaged, InterfaceType }]) => ({
      ...resource('network-interface', id, region, TagSet),
      name: Description || id,
      state: Status ?? '',
      type: InterfaceType ?? null,
      heldBy: RequesterManaged ? (InterfaceType ?? 'AWS') : (Attachment?.InstanceId ?? null),
    }),
  );
}

async function listSecurityGroups({ ec2, sdk, region, signal }: Listing): Promise<AwsResource[]> {
  const groups = await collectPages(
    sdk.paginateDescribeSecurityGroups(
      paging(ec2, 500),
      { Filters: ABOUT_CLUSTERS },
      { abortSignal: signal },
    ),
    ({ SecurityGroups }) => SecurityGroups,
  );
  return groups.map(({ GroupId = '', GroupName, Tags }) => ({
    ...resource('security-group', GroupId, region, Tags),
    name: GroupName || GroupId,
    state: 'available',
  }));
}

async function listAddresses({ ec2, region, signal }: Listing): Promise<AwsResource[]> {
  const { Addresses = [] } = await ec2.describeAddresses(
    { Filters: ABOUT_CLUSTERS },
    { abortSignal: signal },
  );
  return Addresses.map(({ AllocationId, PublicIp = '', AssociationId, Tags }) => ({
    ...resource('address', AllocationId ?? PublicIp, region, Tags),
    name: PublicIp,
    state: AssociationId === undefined ? 'available' : 'in-use',
  }));
}

async function listNatGateways({ ec2, sdk, region, signal }: Listing): Promise<AwsResource[]> {
  const gateways = await collectPages(
    sdk.paginateDescribeNatGateways(paging(ec2, 500), { Filter: ABOUT_CLUSTERS }, { abortSignal: signal }),
    ({ NatGateways }) => NatGateways,
  );
  return (
    gateways
      // EC2 lists it for an hour after its end.
      .filter(({ State }) => State !== 'deleted')
      .map(({ NatGatewayId = '', State, CreateTime, Tags }) => ({
        ...resource('nat-gateway', NatGatewayId, region, Tags),
        state: State ?? '',
        createdAt: CreateTime?.getTime() ?? null,
      }))
  );
}

async function listLaunchTemplates({ ec2, sdk, region, signal }: Listing): Promise<AwsResource[]> {
  const templates = await collectPages(
    sdk.paginateDescribeLaunchTemplates(
      paging(ec2, 200),
      { Filters: ABOUT_CLUSTERS },
      { abortSignal: signal },
    ),
    ({ LaunchTemplates }) => LaunchTemplates,
  );
  return templates.map(({ LaunchTemplateId = '', LaunchTemplateName, CreateTime, Tags }) => ({
    ...resource('launch-template', LaunchTemplateId, region, Tags),
    name: LaunchTemplateName ?? LaunchTemplateId,
    state: 'available',
    createdAt: CreateTime?.getTime() ?? null,
  }));
}

function resource(kind: Ec2Kind, id: string, region: string, given: readonly Tag[] | undefined): AwsResource {
  const tags = readTags(given);
  return newResource({ kind, id, region, tags, name: tags.Name || id });
}
