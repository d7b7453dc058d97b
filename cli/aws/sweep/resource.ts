/** What a cluster leaves in an account. Each kind is listed and deleted in a way of its own. */
export const RESOURCE_KINDS = [
  'cluster',
  'nodegroup',
  'stack',
  'classic-balancer',
  'balancer',
  'target-group',
  'instance',
  'nat-gateway',
  'network-interface',
  'address',
  'volume',
  'snapshot',
  'security-group',
  'launch-template',
  'role',
  'oidc-provider',
  'log-group',
] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** One resource of an AWS account, as far as it matters here. */
export interface AwsResource {
  kind: ResourceKind;
  /** What AWS takes to delete it: an id, a name or an ARN. */
  id: string;
  /** What AWS or a person calls it; the id where it has no name. */
  name: string;
  /** Where it stands; `null` where that cannot be told: IAM knows no regions. */
  region: string | null;
  tags: Readonly<Record<string, string>>;
  /** As AWS says it, e.g. `available`, `in-use`, `DELETE_FAILED`. */
  state: string;
  /** Epoch milliseconds. */
  createdAt: number | null;
  /** Size of a volume or a snapshot; bytes of a log group in GiB. */
  gib: number | null;
  /** `t3.small`, `gp3`, … */
  type: string | null;
  /** Availability zone of what cannot leave it. */
  zone: string | null;
  /** What has to go before it, or takes it along; `null` when it can be deleted as it is. */
  heldBy: string | null;
  /**
   * What it is a copy of: the volume of a snapshot, the snapshot of a restored volume. Backup tools copy the tags of the
   * original. `null` for an original, and for the disk that EC2 deletes with its instance.
   */
  copyOf: string | null;
}

/** Which cluster is meant. Names are unique in a region of an account, and nowhere else. */
export interface ClusterIdentity {
  name: string;
  region: string;
}

/** What is known of every resource; the rest is as of one that has nothing more to tell. */
export function newResource(
  known: Pick<AwsResource, 'kind' | 'id' | 'region'> & Partial<AwsResource>,
): AwsResource {
  return {
    name: known.id,
    tags: {},
    state: 'available',
    createdAt: null,
    gib: null,
    type: null,
    zone: null,
    heldBy: null,
    copyOf: null,
    ...known,
  };
}

/** Tags as most services send them, as a record. */
export function readTags(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}
