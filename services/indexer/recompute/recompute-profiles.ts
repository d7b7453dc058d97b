import { profileKey } from '#contract/profile-record.ts';
import type { RecordEntry, Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { AnalyticsClient } from '#rpc/analytics-client.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';
import type { RevisedRecord } from '../document/make-documents.ts';
import { makeDocuments } from '../document/make-documents.ts';
import { mapInSlices } from '../pipeline/map-in-slices.ts';
import { decodeRecord } from '../record/profile-record.ts';
import { isSuppressed } from '../removal/is-suppressed.ts';

export interface RecomputeDeps {
  records: Records;
  search: SearchIndex;
  analytics: AnalyticsClient;
  suppressions: SuppressionList;
}

/**
 * Writes the documents of these profiles again from their records. Safe to repeat: a document of a newer revision stays.
 * A profile without a record, or of a person who was removed, is skipped; one that is removed meanwhile is removed again.
 * Rejects with the errors of the ports, and with an `Error` for documents that the index could not take now.
 */
export async function recomputeProfiles(
  ids: readonly string[],
  { records, search, analytics, suppressions }: RecomputeDeps,
  signal: AbortSignal,
): Promise<void> {
  await suppressions.load();
  const distinct = [...new Set(ids)];
  const entries = await records.get(distinct.map(profileKey));
  // An attempt that was cut off may have left the document of a record that was deleted meanwhile.
  await removeWithout(entries, distinct, search);
  const found = await mapInSlices(
    entries.filter((entry) => entry !== undefined),
    ({ value, revision }): RevisedRecord => ({ record: decodeRecord(value), revision }),
  );
  const admitted = found.filter(({ record }) => !isSuppressed(record, suppressions));
  const documents = await makeDocuments(admitted, analytics, signal);
  if (documents.length === 0) return;
  const results = await search.upsert(documents);
  const written = documents.map(({ profile }) => profile.id);
  await removeWithout(await records.get(written.map(profileKey)), written, search);
  const failed = results.find((result) => result.status === 'failed' && result.retryable);
  if (failed?.status === 'failed') throw new Error(`The search index refused the document: ${failed.reason}`);
}

/** Removes the documents of profiles without a record: joined into another one, or of a person who was removed. */
async function removeWithout(
  entries: readonly (RecordEntry | undefined)[],
  ids: readonly string[],
  search: SearchIndex,
): Promise<void> {
  const vanished = ids.filter((_, i) => entries[i] === undefined);
  if (vanished.length > 0) await search.delete(vanished);
}
