import { restingSince } from '#cli/aws/sweep/data-volume.ts';
import type { Inventory } from '#cli/aws/sweep/inventory.ts';
import { takeInventory } from '#cli/aws/sweep/inventory.ts';
import type { AwsResource } from '#cli/aws/sweep/resource.ts';
import { EVERYTHING, isLoose, LOOSE_ENDS } from '#cli/aws/sweep/waves.ts';
import type { Event } from '#cli/output/events/events.ts';
import type { DownRequest } from '#cli/targets/target.ts';
import { deleteByEksctl } from '../eksctl/delete-by-eksctl.ts';
import { keepVolumes } from '../kept-data/keep-volumes.ts';
import { markKept } from '../kept-data/kept-volumes.ts';
import { emptyCluster } from './empty-cluster.ts';
import type { EksReceipt } from './receipt.ts';
import { sweepEvents } from './sweep-events.ts';
import type { TeardownParts } from './teardown-parts.ts';

export interface Removal {
  /** The resources in the plan. */
  first: Inventory;
  receipt: EksReceipt;
  keeps: (resource: AwsResource) => boolean;
  /** An ISO 8601 time: marks kept volumes and saved credentials that belong together. */
  at: string;
}

/** Deletes what is not kept: inside the cluster, in its network, the cluster, the rest. */
export async function* removeAll(
  parts: TeardownParts,
  request: DownRequest,
  { first, receipt, keeps, at }: Removal,
): AsyncGenerator<Event> {
  const { aws, account, prices, clock, pause } = parts;
  const { signal } = request;
  yield* keepVolumes(first.owned.filter(keeps), { aws, prices, at, signal });
  const lives = first.owned.some(({ kind, state }) => kind === 'cluster' && state === 'ACTIVE');
  if (lives) yield* emptyCluster(parts, request);
  // A claim may have got its volume in the meantime.
  const { owned: volumes } = await takeInventory(account, signal, ['volume']);
  const fresh = volumes.filter((volume) => keeps(volume) && restingSince(volume) === null);
  await markKept(aws, fresh, at, signal);
  const wanted = (resource: AwsResource) => !keeps(resource);
  const sweeping = { account, aws, receipt, clock, pause, signal };
  yield* sweepEvents({ ...sweeping, id: 'loose-ends', waves: LOOSE_ENDS, rounds: 1, wanted: isLoose });
  if (lives) yield* deleteByEksctl(parts, signal);
  yield* sweepEvents({ ...sweeping, id: 'sweep', waves: EVERYTHING, rounds: 3, wanted });
}
