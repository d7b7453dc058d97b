/** What of an instance makes AWS bill. */
export interface InstancePlan {
  /** `type` is the one of EBS; `null` for a storage class of the cluster's own. */
  volumes: readonly { type: string | null; gib: number }[];
  balancers: readonly ('classic' | 'network')[];
}
