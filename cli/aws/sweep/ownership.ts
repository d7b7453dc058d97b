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

/**
 * Why a resource is this cluster's own, in words; `null` when it is not, or not surely. A tag or name that speaks of
 * another cluster, or says that the thing is only used, outweighs all others: what two clusters claim is nobody's to
 * delete.
 */
export function ownership(cluster: ClusterIdentity, resource: AwsResource): string | null {
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
