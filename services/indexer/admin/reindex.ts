import { randomUUID } from 'node:crypto';
import type { Records } from '#ports/records.ts';
import type { SearchDocument, SearchIndex } from '#ports/search-index.ts';
import type { AnalyticsClient } from '#rpc/analytics-client.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';
import { makeDocuments } from '../document/make-documents.ts';
import { mapInSlices } from '../pipeline/map-in-slices.ts';
import type { WaitForBacking } from '../pipeline/wait-for-backing.ts';
import { decodeRecord, PROFILE_PREFIX } from '../record/profile-record.ts';
import { isSuppressed } from '../removal/is-suppressed.ts';

export interface ReindexDeps {
  records: Records;
  search: SearchIndex;
  analytics: AnalyticsClient;
  waitForBacking: WaitForBacking;
  suppressions: SuppressionList;
}

const LEASE = 'reindex';
/** A process that dies during a reindex blocks the next one for at most this long. */
const LEASE_MS = 30_000;
const PAGE_SIZE = 100;

export interface Reindex {
  /** Takes the lease; `undefined` while another reindex runs. The caller must execute the run. */
  begin(): Promise<ReindexRun | undefined>;
}

/**
 * Rebuilds the search index from the records and returns the number of documents. `onProgress` receives the number
 * so far. When it rejects, the old index stays in use.
 */
export type ReindexRun = (onProgress: (documents: number) => void, signal: AbortSignal) => Promise<number>;

export function createReindex(deps: ReindexDeps): Reindex {
  const { records, search, analytics, waitForBacking, suppressions } = deps;
  /** Documents page by page; the lease is renewed with each page. */
  async function* documents(
    holder: string,
    onProgress: (documents: number) => void,
    signal: AbortSignal,
  ): AsyncGenerator<SearchDocument[]> {
    let count = 0;
    for await (const page of records.scan(PROFILE_PREFIX, { pageSize: PAGE_SIZE })) {
      signal.throwIfAborted();
      if (!(await records.acquireLease(LEASE, holder, LEASE_MS))) {
        throw new Error('Another process took over the reindex');
      }
      const revised = await mapInSlices(page, ({ value, revision }) => ({
        record: decodeRecord(value),
        revision,
      }));
      await waitForBacking(() => suppressions.load(), signal);
      const admitted = revised.filter(({ record }) => !isSuppressed(record, suppressions));
      const made = await waitForBacking(() => makeDocuments(admitted, analytics, signal), signal);
      if (made.length > 0) yield made;
      count += made.length;
      onProgress(count);
    }
  }

  return {
    async begin() {
      const holder = randomUUID();
      if (!(await records.acquireLease(LEASE, holder, LEASE_MS))) return undefined;
      return async (onProgress, signal) => {
        try {
          return await search.rebuild(documents(holder, onProgress, signal), signal);
        } finally {
          await records.releaseLease(LEASE, holder);
        }
      };
    },
  };
}
