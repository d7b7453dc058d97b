import type { Addon, Cluster, Nodegroup } from '@aws-sdk/client-eks';
import type { Aws } from '#cli/aws/aws.ts';
import { isNotFound } from '#cli/aws/errors.ts';
import type { ClusterStack } from '#cli/aws/stacks.ts';
import { listClusterStacks } from '#cli/aws/stacks.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { nodegroupsOf } from './cluster-config.ts';

/** State of a cluster in AWS at one moment. */
export interface EksFacts {
  /** The control plane; `null` when there is none. */
  cluster: ControlPlane | null;
  stacks: readonly ClusterStack[];
  /** By name; `null` for one that is configured but does not exist. */
  nodegroups: ReadonlyMap<string, Part | null>;
  addons: ReadonlyMap<string, Part | null>;
  /** Whether IAM has the cluster as an identity provider; `null` if the configuration does not use it. */
  oidc: boolean | null;
}

export interface ControlPlane {
  arn: string;
  /** `CREATING`, `ACTIVE`, `DELETING`, `FAILED`, `UPDATING`. */
  status: string;
  version: string;
  endpoint: string | null;
  /** PEM in base64. */
  authority: string | null;
  subnets: readonly string[];
  /** URL. */
  issuer: string | null;
}

/** A node group or an add-on. */
export interface Part {
  /** `CREATING`, `ACTIVE`, `DEGRADED`, `CREATE_FAILED`, … */
  status: string;
  /** Health issues that EKS reports. */
  issues: readonly string[];
}

/** Asks AWS about everything in `config`. Node groups and add-ons only if there is a control plane. */
export async function gatherFacts(
  aws: Aws,
  name: string,
  { config, signal }: { config: ClusterConfig; signal: AbortSignal },
): Promise<EksFacts> {
  const [cluster, stacks] = await Promise.all([
    describeControlPlane(aws, name, signal),
    listClusterStacks(aws, name, signal),
  ]);
  const ask = async <T>(names: readonly string[], describe: (part: string) => Promise<T | null>) =>
    new Map(
      await Promise.all(
        names.map(async (part) => [part, cluster === null ? null : await describe(part)] as const),
      ),
    );
  const [nodegroups, addons, oidc] = await Promise.all([
    ask(
      nodegroupsOf(config).map((group) => group.name),
      (part) => describeNodegroup(aws, name, part, signal),
    ),
    ask(
      (config.addons ?? []).map((addon) => addon.name),
      (part) => describeAddon(aws, name, part, signal),
    ),
    config.iam?.withOIDC && cluster?.issuer ? knowsProvider(aws, cluster, signal) : null,
  ]);
  return { cluster, stacks, nodegroups, addons, oidc };
}

/** `null` when there is no such cluster. */
export async function describeControlPlane(
  aws: Aws,
  name: string,
  signal: AbortSignal,
): Promise<ControlPlane | null> {
  const answer = await orNull(async () =>
    (await aws.eks()).describeCluster({ name }, { abortSignal: signal }),
  );
  return answer?.cluster ? toControlPlane(answer.cluster) : null;
}

async function describeNodegroup(
  aws: Aws,
  clusterName: string,
  nodegroupName: string,
  signal: AbortSignal,
): Promise<Part | null> {
  const answer = await orNull(async () =>
    (await aws.eks()).describeNodegroup({ clusterName, nodegroupName }, { abortSignal: signal }),
  );
  return toPart(answer?.nodegroup);
}

async function describeAddon(
  aws: Aws,
  clusterName: string,
  addonName: string,
  signal: AbortSignal,
): Promise<Part | null> {
  const answer = await orNull(async () =>
    (await aws.eks()).describeAddon({ clusterName, addonName }, { abortSignal: signal }),
  );
  return toPart(answer?.addon);
}

async function knowsProvider(aws: Aws, cluster: ControlPlane, signal: AbortSignal): Promise<boolean> {
  const [, partition = 'aws', , , account = ''] = cluster.arn.split(':');
  const provider = `arn:${partition}:iam::${account}:oidc-provider/${cluster.issuer?.replace('https://', '')}`;
  const answer = await orNull(async () =>
    (await aws.iam()).getOpenIDConnectProvider(
      { OpenIDConnectProviderArn: provider },
      { abortSignal: signal },
    ),
  );
  return answer !== null;
}

async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

function toControlPlane(cluster: Cluster): ControlPlane {
  return {
    arn: cluster.arn ?? '',
    status: cluster.status ?? '',
    version: cluster.version ?? '',
    endpoint: cluster.endpoint ?? null,
    authority: cluster.certificateAuthority?.data ?? null,
    subnets: cluster.resourcesVpcConfig?.subnetIds ?? [],
    issuer: cluster.identity?.oidc?.issuer ?? null,
  };
}

function toPart(part: Addon | Nodegroup | undefined): Part | null {
  if (part === undefined) return null;
  const issues = (part.health?.issues ?? []) as { code?: string; message?: string }[];
  return {
    status: part.status ?? '',
    issues: issues.map(({ code, message }) => [code, message].filter(Boolean).join(': ')),
  };
}
