import { INSTANCE_TAG } from '#cli/aws/names.ts';
import type { AwsResource, ClusterIdentity, ResourceKind } from '#cli/aws/sweep/resource.ts';
import { newResource, RESOURCE_KINDS } from '#cli/aws/sweep/resource.ts';
import { claimTags, everyBackup } from './every-backup.ts';

export interface Owned {
  resource: AwsResource;
  /** The cluster that it was made for; `null` for none or several. */
  owner: ClusterIdentity | null;
}

export interface GeneratedAccount {
  clusters: ClusterIdentity[];
  resources: Owned[];
}

const REGIONS = ['us-east-1', 'eu-west-1'];

/** An account in which clusters have names and tags that are easily mistaken for one another's. */
export function generateAccount(random: () => number): GeneratedAccount {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  const base = pick(['influscope', 'a', 'prod', 'x-cluster', 'eksctl', 'nodegroup-workers']);
  const names = new Set([base, ...Array.from({ length: 6 }, () => similar(base, pick))]);
  const clusters = [...names].flatMap((name) =>
    REGIONS.filter((region) => region === REGIONS[0] || random() < 0.5).map((region) => ({ name, region })),
  );
  const resource = (kind: ResourceKind, region: string | null, more: Partial<AwsResource>): AwsResource => {
    const id = `${kind}-${hex(17)}`;
    return newResource({ kind, id, region, ...more });
  };
  const resources = clusters.flatMap((owner) =>
    RESOURCE_KINDS.filter((kind) => kind !== 'snapshot').flatMap((kind) =>
      Array.from({ length: 1 + Math.floor(random() * 2) }, (): Owned => {
        const made = resource(kind, owner.region, asMade(owner.name, kind, { pick, hex }));
        return random() < 0.4
          ? disturb({ resource: made, owner }, clusters, pick)
          : { resource: made, owner };
      }),
    ),
  );
  const backups = clusters.flatMap((owner) =>
    everyBackup(owner).map((backup): Owned => ({ resource: backup, owner: null })),
  );
  const strangers = Array.from({ length: 20 }, (): Owned => {
    const { name, region } = pick(clusters);
    return { resource: resource(pick(RESOURCE_KINDS), region, withoutOwner(name, pick)), owner: null };
  });
  return { clusters, resources: shuffle([...resources, ...backups, ...strangers], random) };
}

type Pick = <T>(items: readonly T[]) => T;

function similar(base: string, pick: Pick): string {
  return pick([
    `${base}-2`,
    `${base}2`,
    `${base}-cluster`,
    `${base}-nodegroup-workers`,
    `${base}-addon-x`,
    `x${base}`,
    `my-${base}`,
    `${base}-`,
    `${base}-${base}`,
    base.toUpperCase(),
    base.slice(0, -1) || 'b',
  ]);
}

/** Names and tags as eksctl, EKS and the controllers give them. */
function asMade(
  cluster: string,
  kind: ResourceKind,
  { pick, hex }: { pick: Pick; hex: (digits: number) => string },
): Partial<AwsResource> {
  const eksctl = {
    'alpha.eksctl.io/cluster-name': cluster,
    'eksctl.cluster.k8s.io/v1alpha1/cluster-name': cluster,
    'alpha.eksctl.io/eksctl-version': '0.221.0',
    [INSTANCE_TAG]: cluster,
  };
  const kubernetes = { [`kubernetes.io/cluster/${cluster}`]: 'owned', KubernetesCluster: cluster };
  const controller = { 'elbv2.k8s.aws/cluster': cluster, 'service.k8s.aws/stack': 'influscope/api-service' };
  const eks = { 'eks:cluster-name': cluster, 'eks:nodegroup-name': 'workers', ...kubernetes };
  switch (kind) {
    case 'cluster':
      return { name: cluster, tags: eksctl };
    case 'stack':
      return {
        name: `eksctl-${cluster}-${pick(['cluster', 'nodegroup-workers', 'nodegroup-2', 'addon-vpc-cni'])}`,
        tags: eksctl,
      };
    case 'log-group':
      return { name: `/aws/eks/${cluster}/cluster` };
    case 'network-interface':
      return pick([
        { name: `Amazon EKS ${cluster}` },
        { name: `aws-K8S-i-${hex(17)}`, tags: { 'cluster.k8s.amazonaws.com/name': cluster, ...kubernetes } },
      ]);
    case 'security-group':
      return pick([
        {
          name: `eks-cluster-sg-${cluster}-510386065`,
          tags: { ...kubernetes, 'aws:eks:cluster-name': cluster },
        },
        { name: `k8s-elb-a${hex(31)}`, tags: kubernetes },
        { name: `eksctl-${cluster}-cluster-ControlPlaneSecurityGroup-${hex(12)}`, tags: eksctl },
      ]);
    case 'balancer':
    case 'target-group':
      return { tags: controller };
    case 'classic-balancer':
      return { tags: kubernetes };
    case 'volume':
      return pick([
        { tags: { ...kubernetes, ...claimTags(cluster) }, gib: 10, type: 'gp3' },
        { tags: { ...kubernetes, ...claimTags('monitoring') }, gib: 10, type: 'gp3' },
        { tags: { ...eks, Name: `${cluster}-workers-Node` }, gib: 20, type: 'gp3' },
      ]);
    case 'instance':
      return { tags: eks };
    case 'launch-template':
      return pick([{ name: `eks-${hex(8)}`, tags: eks }, { tags: eksctl }]);
    default:
      return { tags: eksctl };
  }
}

/** The same thing, but no longer surely anybody's. */
function disturb(one: Owned, clusters: readonly ClusterIdentity[], pick: Pick): Owned {
  const { resource, owner } = one;
  const own = owner?.name ?? '';
  const other = pick(clusters.filter(({ name }) => name !== own))?.name ?? 'another';
  const tags = (more: Readonly<Record<string, string>>): Owned => ({
    resource: { ...resource, tags: { ...resource.tags, ...more } },
    owner: null,
  });
  return pick([
    () => tags({ [`kubernetes.io/cluster/${own}`]: 'shared' }),
    () => tags({ [`kubernetes.io/cluster/${other}`]: 'owned' }),
    () => tags({ [`kubernetes.io/cluster/${other}`]: 'shared' }),
    () => tags({ KubernetesCluster: other }),
    () => tags({ 'alpha.eksctl.io/cluster-name': other }),
    () => ({ resource: { ...resource, region: null }, owner: null }),
  ])();
}

/** What looks like a cluster's, and is not. */
function withoutOwner(cluster: string, pick: Pick): Partial<AwsResource> {
  return pick<Partial<AwsResource>>([
    { name: `eksctl-${cluster}-cluster` },
    { name: `/aws/eks/${cluster}` },
    { name: `/aws/eks/${cluster}/cluster/audit` },
    { name: `amazon eks ${cluster}` },
    { name: `k8s-elb-${cluster}` },
    { tags: { Name: cluster, KubernetesCluster: cluster } },
    { tags: { [`kubernetes.io/cluster/${cluster}`]: 'shared' } },
    { tags: { [`kubernetes.io/cluster/${cluster}`]: '' } },
    { tags: { 'kubernetes.io/cluster/': 'owned' } },
    { tags: { [`Kubernetes.io/cluster/${cluster}`]: 'owned' } },
    { tags: { 'ebs.csi.aws.com/cluster': 'true', 'kubernetes.io/created-for/pvc/name': 'data' } },
    { tags: { 'alpha.eksctl.io/cluster-name': '' } },
    { tags: { cluster } },
  ]);
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
