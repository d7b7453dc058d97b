import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { INSTANCE_TAG } from '#cli/aws/names.ts';
import { systemReason, UserError } from '#cli/errors.ts';
import type { Eks } from '../eks.ts';

/** The parts of an eksctl ClusterConfig that are read here. The rest is passed on unchanged. */
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
  /** Set by `cluster_config`, instead of the shipped file. */
  own: boolean;
  path: string;
  region: string | null;
}

/** Reads the configuration of the instance's cluster. Throws a `UserError`. */
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
    throw new UserError(`${path} is for the cluster "${named}", but the instance is "${name}"`, {
      code: 'cluster_config_name',
      hint: { text: `use --name ${named}, or remove metadata.name` },
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
    throw invalid(path, 'it is not an eksctl ClusterConfig');
  const wrong = wrongShape(value);
  if (wrong !== null) throw invalid(path, wrong);
  return value;
}

/** What is wrong with the parts that are read here; eksctl checks the rest. An instance without nodes would bill and never run. */
function wrongShape(value: object): string | null {
  const { metadata = {}, managedNodeGroups = [], nodeGroups = [], addons = [] } = value as RawConfig;
  if (!isMapping(metadata)) return 'metadata is not a mapping';
  for (const [key, list] of Object.entries({ managedNodeGroups, nodeGroups, addons })) {
    const named = (one: unknown) => isMapping(one) && typeof one.name === 'string' && one.name !== '';
    if (!Array.isArray(list) || !list.every(named)) return `${key} is not a list of mappings with a name`;
  }
  if ((managedNodeGroups as unknown[]).length + (nodeGroups as unknown[]).length > 0) return null;
  return 'it has no managedNodeGroups, but the instance needs nodes';
}

type RawConfig = Partial<Record<keyof ClusterConfig, unknown>>;

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, reason: string, cause?: unknown): UserError {
  return new UserError(`${path} is invalid: ${reason}`, {
    code: 'cluster_config_invalid',
    hint: { text: 'correct cluster_config, or remove it' },
    cause,
  });
}

export interface ClusterPlacement {
  region: string;
  /** Of the existing cluster; `null` keeps the configured one. */
  version: string | null;
  /** For the control plane; the first is for the nodes. `null` keeps the configured ones. */
  zones: readonly string[] | null;
}

/** The configuration for eksctl. Pure: the given one is not changed. */
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

/** Only the named add-ons. eksctl skips those that exist. */
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
