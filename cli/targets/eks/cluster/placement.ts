import type { Aws } from '#cli/aws/aws.ts';
import { collectPages, paging } from '#cli/aws/collect-pages.ts';
import { OperationError } from '#cli/errors.ts';
import type { ReadClusterConfig } from './cluster-config.ts';
import { nodegroupsOf } from './cluster-config.ts';

export interface Zone {
  name: string;
  /** The same in every account, unlike the name. */
  id: string;
}

export interface ZoneFacts {
  region: string;
  /** Available zones. */
  zones: readonly Zone[];
  /** By instance type: the zones that offer it. */
  offered: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface ZoneWishes {
  /** Configured zones; those of the nodes first. */
  configured: readonly string[];
  /** Zones of the existing cluster; `null` for a new one. */
  given: readonly string[] | null;
  /** Zone of kept volumes, which cannot leave it; `null` without any. */
  data: string | null;
}

/** Zones without EKS, by id. */
const WITHOUT_EKS = ['use1-az3', 'usw1-az2', 'cac1-az3'];

/**
 * Zones for control plane and nodes; the first is for the nodes. Configured zones are used if they exist and offer the
 * instance types, otherwise the first zones that do. Pure. Throws an `OperationError` when there are none.
 */
export function chooseZones({ region, zones, offered }: ZoneFacts, wishes: ZoneWishes): string[] {
  const usable = zones.filter(({ id }) => !WITHOUT_EKS.includes(id)).map(({ name }) => name);
  const fits = (zone: string) => [...offered.values()].every((where) => where.has(zone));
  const candidates = usable.filter((zone) => wishes.given === null || wishes.given.includes(zone));
  const types = [...offered.keys()].join(', ');
  if (wishes.data !== null && !candidates.filter(fits).includes(wishes.data)) {
    throw new OperationError(
      `The kept volumes are in ${wishes.data}, which does not offer the nodes' type (${types})`,
      {
        code: 'zone_of_data',
        hint: {
          text: `set an instanceType that ${wishes.data} offers in cluster_config, or delete the data`,
          command: ['down', '--delete-data'],
        },
      },
    );
  }
  const wanted = wishes.configured.filter((zone) => candidates.includes(zone));
  const nodes = wishes.data ?? [...wanted, ...candidates].find(fits);
  if (nodes === undefined) {
    throw new OperationError(
      `${region} does not offer ${types}${wishes.given ? ' in the zones of the cluster' : ''}`,
      {
        code: 'instance_type_not_offered',
        hint: {
          text: `use another --region, or an instanceType from: aws ec2 describe-instance-type-offerings --region ${region}`,
        },
      },
    );
  }
  if (wishes.given !== null) return [nodes, ...wishes.given.filter((zone) => zone !== nodes)];
  const second = [...wanted, ...usable].find((zone) => zone !== nodes);
  return second === undefined ? [nodes] : [nodes, second];
}

export interface PlacementRequest {
  read: ReadClusterConfig;
  /** Of the existing control plane; empty for a new one. */
  subnets: readonly string[];
  /** Zone of kept volumes. */
  data: string | null;
  signal: AbortSignal;
}

/** The zones for the shipped configuration. `null` keeps those of the user's own, after a check. */
export async function placeInZones(aws: Aws, request: PlacementRequest): Promise<string[] | null> {
  const { read, subnets, data, signal } = request;
  const groups = nodegroupsOf(read.config);
  const types = [...new Set(groups.flatMap(({ instanceType }) => instanceType ?? []))];
  const [zones, offered, given] = await Promise.all([
    listZones(aws, signal),
    askOfferings(aws, types, signal),
    subnets.length > 0 ? zonesOfSubnets(aws, subnets, signal) : null,
  ]);
  const configured = [
    ...groups.flatMap(({ availabilityZones = [] }) => availabilityZones),
    ...(read.config.availabilityZones ?? []),
  ];
  const facts = { region: aws.region, zones, offered };
  if (!read.own) return chooseZones(facts, { configured: [...new Set(configured)], given, data });
  const own = new Set(groups.flatMap(({ availabilityZones = [] }) => availabilityZones));
  for (const [type, where] of offered) {
    const without = [...own].filter((zone) => !where.has(zone));
    if (where.size > 0 && without.length === 0) continue;
    throw new OperationError(`${without.join(', ') || aws.region} does not offer ${type}`, {
      code: 'instance_type_not_offered',
      hint: {
        text: `use other availabilityZones (${[...where].sort().join(', ') || 'none offers it'}) or another instanceType in ${read.path}`,
      },
    });
  }
  return null;
}

async function listZones(aws: Aws, signal: AbortSignal): Promise<Zone[]> {
  const { AvailabilityZones = [] } = await (await aws.ec2()).describeAvailabilityZones(
    { Filters: [{ Name: 'zone-type', Values: ['availability-zone'] }] },
    { abortSignal: signal },
  );
  return AvailabilityZones.filter(({ State }) => State === 'available')
    .map(({ ZoneName = '', ZoneId = '' }) => ({ name: ZoneName, id: ZoneId }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

async function askOfferings(
  aws: Aws,
  types: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Set<string>>> {
  const offered = new Map(types.map((type) => [type, new Set<string>()]));
  if (types.length === 0) return offered;
  const { paginateDescribeInstanceTypeOfferings } = await import('@aws-sdk/client-ec2');
  const pages = paginateDescribeInstanceTypeOfferings(
    paging(await aws.ec2()),
    { LocationType: 'availability-zone', Filters: [{ Name: 'instance-type', Values: [...types] }] },
    { abortSignal: signal },
  );
  const found = await collectPages(pages, ({ InstanceTypeOfferings }) => InstanceTypeOfferings);
  for (const { InstanceType = '', Location = '' } of found) offered.get(InstanceType)?.add(Location);
  return offered;
}

async function zonesOfSubnets(aws: Aws, subnets: readonly string[], signal: AbortSignal): Promise<string[]> {
  const { Subnets = [] } = await (await aws.ec2()).describeSubnets(
    { SubnetIds: [...subnets] },
    { abortSignal: signal },
  );
  return [...new Set(Subnets.flatMap(({ AvailabilityZone }) => AvailabilityZone ?? []))].sort();
}
