/** The parts of an eksctl ClusterConfig that determine cost and limits. */
export interface ClusterPlan {
  name: string;
  region: string;
  /** `1.35`; `null` for the default of EKS. */
  version: string | null;
  /** At the end of standard support the cluster is upgraded, or extended support bills. */
  support: 'STANDARD' | 'EXTENDED';
  /** Configured zones of the control plane and its subnets. */
  zones: readonly string[];
  /** Whether eksctl creates a VPC. */
  makesVpc: boolean;
  natGateways: number;
  nodeGroups: readonly NodeGroupPlan[];
  /** What bills without a known price, in words. */
  others: readonly string[];
}

export interface NodeGroupPlan {
  name: string;
  /** `null` for several types, or a selection by size. */
  instanceType: string | null;
  spot: boolean;
  /** Initial number of nodes. */
  count: number;
  /** Maximum number of nodes. */
  max: number;
  publicAddress: boolean;
  volume: { type: string; gib: number };
  zones: readonly string[];
}

/** Defaults of eksctl. */
const DEFAULT_NODES = 2;
const DEFAULT_TYPE = 'm5.large';
const DEFAULT_VOLUME = { type: 'gp3', gib: 80 };
const DEFAULT_ZONES = 3;

type Fields = Readonly<Record<string, unknown>>;

/** Reads a parsed ClusterConfig. Missing values are the defaults of eksctl and EKS. */
export function readClusterPlan(config: unknown): ClusterPlan {
  const root = fields(config);
  const metadata = fields(root.metadata);
  const vpc = fields(root.vpc);
  const zones = strings(root.availabilityZones);
  const makesVpc = vpc.id === undefined && vpc.subnets === undefined;
  const zoneCount = zones.length || DEFAULT_ZONES;
  return {
    name: String(metadata.name ?? ''),
    region: String(metadata.region ?? ''),
    version: metadata.version === undefined ? null : String(metadata.version),
    support: fields(root.upgradePolicy).supportType === 'STANDARD' ? 'STANDARD' : 'EXTENDED',
    zones,
    makesVpc,
    natGateways: makesVpc ? countNatGateways(fields(vpc.nat).gateway, zoneCount) : 0,
    nodeGroups: [...list(root.managedNodeGroups), ...list(root.nodeGroups)].map((group) =>
      readGroup(group, zones),
    ),
    others: [
      ...(fields(root.autoModeConfig).enabled === true ? ['nodes of EKS Auto Mode'] : []),
      ...(list(root.fargateProfiles).length > 0 ? ['pods on Fargate'] : []),
      ...(strings(fields(fields(root.cloudWatch).clusterLogging).enableTypes).length > 0
        ? ['logs of the control plane in CloudWatch']
        : []),
    ],
  };
}

function readGroup(group: Fields, zones: readonly string[]): NodeGroupPlan {
  const several = strings(group.instanceTypes);
  const [only = DEFAULT_TYPE] = several.length > 0 ? several : [text(group.instanceType) ?? DEFAULT_TYPE];
  const ambiguous =
    several.length > 1 || group.instanceSelector !== undefined || group.instancesDistribution !== undefined;
  const count = number(group.desiredCapacity) ?? number(group.minSize) ?? DEFAULT_NODES;
  const own = strings(group.availabilityZones);
  return {
    name: String(group.name ?? ''),
    instanceType: ambiguous ? null : only,
    spot: group.spot === true || group.instancesDistribution !== undefined,
    count,
    max: Math.max(count, number(group.maxSize) ?? count),
    publicAddress: group.privateNetworking !== true,
    volume: {
      type: text(group.volumeType) ?? DEFAULT_VOLUME.type,
      gib: number(group.volumeSize) ?? DEFAULT_VOLUME.gib,
    },
    zones: own.length > 0 ? own : zones,
  };
}

/** The default of eksctl is one. */
function countNatGateways(gateway: unknown, zones: number): number {
  if (gateway === 'Disable') return 0;
  return gateway === 'HighlyAvailable' ? zones : 1;
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
