import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { INSTANCE_TAG } from '#cli/aws/names.ts';
import { systemReason, UserError } from '#cli/errors.ts';
import type { Eks } from '../eks.ts';

/** The parts of an eksctl ClusterConfig that matter here; the rest is passed on as it is. */
export interface ClusterConfig {
  metadata?: { name?: string; region?: string; version?: string; tags?: Record<string, string> };
  iam?: ClusterRoles;
  availabilityZones?: string[];
  addons?: AddonConfig[];
  managedNodeGroups?: NodegroupConfig[];
  nodeGroups?: NodegroupConfig[];
  vpc?: { id?: string; subnets?: unknown };
}

/** The control plane's role, and those of service accounts. */
export interface ClusterRoles {
  withOIDC?: boolean;
  serviceRoleARN?: string;
  serviceRolePermissionsBoundary?: string;
  serviceAccounts?: { attachRoleARN?: string; permissionsBoundary?: string; attachPolicyARNs?: string[] }[];
}

export interface AddonConfig {
  name: string;
  permissionsBoundary?: string;
  attachPolicyARNs?: string[];
  attachPolicy?: object;
  wellKnownPolicies?: object;
}

export interface NodegroupConfig {
  name: string;
  instanceType?: string;
  desiredCapacity?: number;
  minSize?: number;
  availabilityZones?: string[];
  iam?: {
    instanceRoleARN?: string;
    instanceProfileARN?: string;
    withAddonPolicies?: object;
    instanceRolePermissionsBoundary?: string;
  };
}

export interface ReadClusterConfig {
  config: ClusterConfig;
  /** Somebody's own file, and not the one that comes along. */
  own: boolean;
  path: string;
  region: string | null;
}

/** Reads the configuration of the platform's cluster. Throws a `UserError`. */
export function readClusterConfig({
  settings,
  root,
  name,
}: Pick<Eks, 'settings' | 'root' | 'name'>): ReadClusterConfig {
  const chosen = settings.values.cluster_config;
  const path = chosen ?? join(root, 'cluster-config.yaml');
  const config = parse(path);
  const named = config.metadata?.name;
  if (chosen !== null && named !== undefined && named !== name) {
    throw new UserError(`${path} is of the cluster "${named}", and the platform is "${name}"`, {
      code: 'cluster_config_name',
      hint: `--name ${named}, or leave metadata.name out`,
    });
  }
  return { config, own: chosen !== null, path, region: config.metadata?.region ?? null };
}

function parse(path: string): ClusterConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw invalid(path, systemReason(cause), cause);
  }
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault) throw invalid(path, fault.message.split('\n')[0] ?? '', fault);
  const value: unknown = document.toJS();
  if (typeof value !== 'object' || value === null || (value as { kind?: unknown }).kind !== 'ClusterConfig')
    throw invalid(path, 'it is not a ClusterConfig of eksctl');
  const wrong = wrongShape(value);
  if (wrong !== null) throw invalid(path, wrong);
  return value;
}

/** What is not as this reads it; eksctl judges the rest. A platform without nodes would cost, and never run. */
function wrongShape(value: object): string | null {
  const { metadata = {}, managedNodeGroups = [], nodeGroups = [], addons = [] } = value as RawConfig;
  if (!isMapping(metadata)) return 'metadata is not a mapping';
  for (const [key, list] of Object.entries({ managedNodeGroups, nodeGroups, addons })) {
    const named = (one: unknown) => isMapping(one) && typeof one.name === 'string' && one.name !== '';
    if (!Array.isArray(list) || !list.every(named))
      return `${key} is not a list of mappings with a name each`;
  }
  if ((managedNodeGroups as unknown[]).length + (nodeGroups as unknown[]).length > 0) return null;
  return 'it has no managedNodeGroups, and the platform needs nodes';
}

type RawConfig = Partial<Record<keyof ClusterConfig, unknown>>;

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, reason: string, cause?: unknown): UserError {
  return new UserError(`${path} is not usable: ${reason}`, {
    code: 'cluster_config_invalid',
    hint: 'correct cluster_config, or leave it out',
    cause,
  });
}

export interface ClusterPlacement {
  region: string;
  /** Of the cluster that is there; `null` leaves the configured one. */
  version: string | null;
  /** For the control plane, the nodes' first; `null` leaves them as they are configured. */
  zones: readonly string[] | null;
}

/** The configuration as it goes to eksctl. Pure; what is given is left as it is. */
export function placeCluster(
  config: ClusterConfig,
  name: string,
  placement: ClusterPlacement,
): ClusterConfig {
  const { region, version, zones } = placement;
  const placed = structuredClone(config);
  placed.metadata = {
    ...placed.metadata,
    name,
    region,
    ...(version !== null && { version }),
    tags: { ...placed.metadata?.tags, [INSTANCE_TAG]: name },
  };
  if (zones !== null) {
    placed.availabilityZones = [...zones];
    for (const group of nodegroupsOf(placed)) group.availabilityZones = zones.slice(0, 1);
  }
  return placed;
}

export function nodegroupsOf({ managedNodeGroups = [], nodeGroups = [] }: ClusterConfig): NodegroupConfig[] {
  return [...managedNodeGroups, ...nodeGroups];
}

/** The add-ons alone; eksctl leaves out those that are there already. */
export function withAddons(config: ClusterConfig, names: readonly string[]): ClusterConfig {
  return { ...config, addons: (config.addons ?? []).filter(({ name }) => names.includes(name)) };
}

/** Only the named node groups. */
export function withNodegroups(config: ClusterConfig, names: readonly string[]): ClusterConfig {
  const pick = (groups: NodegroupConfig[] | undefined) => groups?.filter(({ name }) => names.includes(name));
  const { managedNodeGroups, nodeGroups, ...rest } = config;
  return {
    ...rest,
    ...(managedNodeGroups && { managedNodeGroups: pick(managedNodeGroups) ?? [] }),
    ...(nodeGroups && { nodeGroups: pick(nodeGroups) ?? [] }),
  };
}
