import type { InfluscopeError } from '#cli/errors.ts';
import type { SweptAccount } from './account.ts';
import { listKinds } from './list-kinds.ts';
import { claimedBy, isBackup, ownership } from './ownership.ts';
import type { AwsResource, ResourceKind } from './resource.ts';
import { RESOURCE_KINDS } from './resource.ts';

export interface Inventory {
  /** Resources of the cluster, in the order of their kinds. */
  owned: AwsResource[];
  /** Carries its tags, but may belong to another cluster: IAM has no regions. */
  unclear: AwsResource[];
  /** Backups that carry its tags: snapshots, and volumes restored from them. They are never deleted. */
  backups: AwsResource[];
  /** Kinds that could not be listed, and why. */
  unseen: { kind: ResourceKind; why: InfluscopeError }[];
}

/** The existing resources of a cluster. A kind that cannot be listed does not affect the others. */
export async function takeInventory(
  account: SweptAccount,
  signal: AbortSignal,
  kinds: readonly ResourceKind[] = RESOURCE_KINDS,
): Promise<Inventory> {
  const { cluster } = account;
  const inventory: Inventory = { owned: [], unclear: [], backups: [], unseen: [] };
  const listed = await listKinds(account, kinds, signal, (kind, why) => {
    inventory.unseen.push({ kind, why });
    return [];
  });
  for (const resource of listed) {
    if (ownership(cluster, resource) !== null) inventory.owned.push(resource);
    else if (isBackup(resource) && claimedBy(cluster, resource) !== null) inventory.backups.push(resource);
    else if (resource.region === null && ownership(cluster, { ...resource, region: cluster.region }) !== null)
      inventory.unclear.push(resource);
  }
  return inventory;
}
