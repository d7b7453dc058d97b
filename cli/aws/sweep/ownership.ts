import { CLUSTER_TAG, clusterNames, DERIVED_NAMES, NAME_TAGS } from '../names.ts';
import type { AwsResource, ClusterIdentity } from './resource.ts';

/** Users put it on their own networks: it proves nothing, but it can contradict. */
const WEAK_TAG = 'KubernetesCluster';

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
  // Deleting a stack deletes many resources, so its name has to match as well.
  if (resource.kind === 'stack' && !clusterNames(cluster.name).mayBeStack(resource.name)) return null;
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
  // Another tool may have created a cluster of this name: a tag has to confirm it.
  if (kind === 'cluster') return [{ cluster: name, owns: true, proves: false, told }];
  const derived: Partial<Record<AwsResource['kind'], RegExp>> = DERIVED_NAMES;
  const [, cluster] = derived[kind]?.exec(name) ?? [];
  return cluster === undefined ? [] : [{ cluster, owns: true, proves: true, told }];
}
