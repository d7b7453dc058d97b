/** Kinds of resources of a cluster. Each kind is listed and deleted in its own way. */
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

/** One resource of an AWS account. */
export interface AwsResource {
  kind: ResourceKind;
  /** What AWS needs to delete it: an id, a name or an ARN. */
  id: string;
  /** Its name; the id if it has none. */
  name: string;
  /** Region; `null` if unknown: IAM has no regions. */
  region: string | null;
  tags: Readonly<Record<string, string>>;
  /** State in AWS, e.g. `available`, `in-use`, `DELETE_FAILED`. */
  state: string;
  /** Epoch milliseconds. */
  createdAt: number | null;
  /** Size of a volume or a snapshot; bytes of a log group in GiB. */
  gib: number | null;
  /** `t3.small`, `gp3`, … */
  type: string | null;
  /** Availability zone of a resource that is bound to it. */
  zone: string | null;
  /** What has to be deleted first, or deletes it too; `null` if it can be deleted alone. */
  heldBy: string | null;
  /**
   * What it is a copy of: the volume of a snapshot, the snapshot of a restored volume. Backup tools copy the tags of the
   * original. `null` for an original, and for the disk that EC2 deletes with its instance.
   */
  copyOf: string | null;
}

/** Identity of a cluster. Names are unique only within a region of an account. */
export interface ClusterIdentity {
  name: string;
  region: string;
}

/** A resource with defaults for what is not given. */
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

/** Tags in the form of most services, as a record. */
export function readTags(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}
