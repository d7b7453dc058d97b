import type { AwsResource, ClusterIdentity } from './resource.ts';

/** `kubernetes.io/cluster/NAME`, with `owned` or `shared`. */
export const CLUSTER_TAG = 'kubernetes.io/cluster/';

/** Tags whose value is the name of the cluster that a thing was made for: by eksctl, EKS and the controllers in it. */
export const NAME_TAGS = [
  'alpha.eksctl.io/cluster-name',
  'eksctl.cluster.k8s.io/v1alpha1/cluster-name',
  'aws:eks:cluster-name',
  'eks:cluster-name',
  'elbv2.k8s.aws/cluster',
  'cluster.k8s.amazonaws.com/name',
] as const;

/** People put it on networks of their own, so that it proves nothing; but it can speak against. */
const WEAK_TAG = 'KubernetesCluster';

/** Full names that are made of a cluster's, of things that carry no tag. */
const DERIVED_NAMES: Partial<Record<AwsResource['kind'], RegExp>> = {
  'log-group': /^\/aws\/eks\/([^/]+)\/cluster$/,
  // EKS makes them for the control plane, and describes them so.
  'network-interface': /^Amazon EKS (\S+)$/,
};

/** Tags that backup tools put on what they make: Data Lifecycle Manager, AWS Backup, Velero. */
const BACKUP_TAGS = ['aws:dlm:', 'dlm:managed', 'aws:backup:', 'velero.io/'];

/**
 * Why a resource is this cluster's own, in words; `null` without proof. A tag or name of another cluster, and a tag that
 * says "shared", outweigh all others: a resource that two clusters claim is deleted for neither. A backup is never owned:
 * it carries the tags of its original, and we make none.
 */
export function ownership(cluster: ClusterIdentity, resource: AwsResource): string | null {
  return isBackup(resource) ? null : claimedBy(cluster, resource);
}

/** A snapshot, a volume restored from one, or anything a backup tool marked as its own. */
export function isBackup({ kind, copyOf, tags }: AwsResource): boolean {
  const marked = Object.keys(tags).some((key) => BACKUP_TAGS.some((prefix) => key.startsWith(prefix)));
  return kind === 'snapshot' || copyOf !== null || marked;
}

/** As `ownership`, by tags and name alone. */
export function claimedBy(cluster: ClusterIdentity, resource: AwsResource): string | null {
  if (resource.region !== cluster.region) return null;
  const claims = [...tagClaims(resource.tags), ...nameClaims(resource)];
  if (claims.some((claim) => claim.cluster !== cluster.name || !claim.owns)) return null;
  // A stack takes much along: its name has to be eksctl's own as well.
  if (resource.kind === 'stack' && !resource.name.startsWith(`eksctl-${cluster.name}-`)) return null;
  return claims.find(({ proves }) => proves)?.told ?? null;
}

interface Claim {
  cluster: string;
  owns: boolean;
  proves: boolean;
  told: string;
}

function tagClaims(tags: AwsResource['tags']): Claim[] {
  return Object.entries(tags).flatMap(([key, value]): Claim[] => {
    const told = `tag ${key}=${value}`;
    if (key.startsWith(CLUSTER_TAG)) {
      const owns = value === 'owned';
      return [{ cluster: key.slice(CLUSTER_TAG.length), owns, proves: owns, told }];
    }
    if (key === WEAK_TAG) return [{ cluster: value, owns: true, proves: false, told }];
    return NAME_TAGS.some((known) => known === key)
      ? [{ cluster: value, owns: true, proves: true, told }]
      : [];
  });
}

function nameClaims({ kind, name }: AwsResource): Claim[] {
  const told = `name ${name}`;
  // Others may have made a cluster of this name: it takes a tag beside it.
  if (kind === 'cluster') return [{ cluster: name, owns: true, proves: false, told }];
  const [, cluster] = DERIVED_NAMES[kind]?.exec(name) ?? [];
  return cluster === undefined ? [] : [{ cluster, owns: true, proves: true, told }];
}
