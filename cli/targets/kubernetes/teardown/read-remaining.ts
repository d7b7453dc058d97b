import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { takeInventory } from './inventory.ts';
import type { OwnershipFacts } from './ownership.ts';
import type { TeardownPlan } from './plan.ts';
import { plannedObjects, planTeardown, relate } from './plan.ts';
import type { Receipt } from './receipt.ts';

interface BoundVolume {
  spec?: { claimRef?: { namespace?: string; name?: string }; persistentVolumeReclaimPolicy?: string };
}

const FOREIGN = 'influscope did not create it';

/** Reads from the cluster what is left after a teardown, and enters it in the receipt. */
export async function readRemaining(
  client: KubeClient,
  receipt: Receipt,
  { facts, plan }: { facts: OwnershipFacts; plan: TeardownPlan },
  signal: AbortSignal,
): Promise<void> {
  const inventory = await takeInventory(client, facts.set.namespace, signal);
  const again = planTeardown(inventory, facts, plan.asked);
  const unwanted = new Set(plannedObjects(again));
  const foreign = new Set(again.foreign);
  const relations = relate(inventory, facts);
  const own = inventory.objects.filter(
    (object) => relations.get(object) === 'own' && object.kind !== 'Lease',
  );
  for (const object of [...own, ...inventory.claims, ...inventory.classes, ...foreign]) {
    if (foreign.has(object)) receipt.remains(object, { reason: FOREIGN });
    else if (unwanted.has(object)) receipt.remains(object, { wanted: false });
    else if (!inventory.classes.includes(object)) receipt.remains(object);
  }
  if (inventory.space) {
    const reason = again.spaceStays ?? undefined;
    receipt.remains(inventory.space, { reason, wanted: again.space === null });
  }
  const deleted = new Set(plan.claims.map(({ metadata }) => metadata.name));
  for (const volume of inventory.volumes) {
    const { claimRef, persistentVolumeReclaimPolicy } = (volume as BoundVolume).spec ?? {};
    if (claimRef?.namespace !== facts.set.namespace || !deleted.has(claimRef.name ?? '')) continue;
    const retained = persistentVolumeReclaimPolicy === 'Retain';
    const reason = retained ? 'its storage class keeps volumes (Retain)' : 'it is not deleted yet';
    receipt.remains(volume, { reason, wanted: false });
  }
}
