import type { ErasureJob } from '#contract/scrape-job.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Verdict } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import type { HashPersonKey } from '#runtime/privacy/person-keys.ts';
import { updateReceipt } from '#runtime/privacy/receipts.ts';
import { ownerOfHash } from '../avatars/avatar-owner.ts';
import { deletePictures } from '../avatars/delete-pictures.ts';
import { forgetInRuns } from '../discovery/forget-in-runs.ts';
import type { DiscoveryStore } from '../discovery/run-record.ts';
import type { SuppressionCopy } from './suppression-copy.ts';

export interface ErasureDeps {
  objects: ObjectStore;
  records: Records;
  runs: DiscoveryStore;
  hashKey: HashPersonKey;
  copy: Pick<SuppressionCopy, 'compare'>;
}

/** No record has this key. */
const REMAINS = 'remains';

/** Deletes what the scraper holds about removed people. Idempotent; rejects with the errors of the ports. */
export async function handleErasureJob(
  { hashes, keys, receipt }: ErasureJob,
  { objects, records, runs, hashKey, copy }: ErasureDeps,
): Promise<Verdict> {
  await copy.compare();
  let pictures = 0;
  for (const hash of hashes) pictures += await deletePictures(objects, ownerOfHash(hash));
  for (const key of keys) {
    if ((await objects.get(key)) === undefined) continue;
    await objects.delete(key);
    pictures++;
  }
  const discoveries = await forgetInRuns(runs, new Set(hashes), hashKey);
  // What was overwritten remains in the file of the records until something is erased.
  if (discoveries > 0) await records.erase([REMAINS]);
  if (receipt !== null) {
    await updateReceipt(records, receipt, (now) => ({
      ...now,
      state: 'done',
      removed: {
        ...now.removed,
        pictures: now.removed.pictures + pictures,
        discoveries: now.removed.discoveries + discoveries,
      },
    }));
  }
  return { kind: 'ack' };
}
