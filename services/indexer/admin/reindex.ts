import { randomUUID } from 'node:crypto';
import type { Hint } from '#contract/hint/hint.ts';
import type { ProfileRecord } from '#contract/profile-record.ts';
import { PROFILE_PREFIX } from '#contract/profile-record.ts';
import { CorruptStoreError } from '#ports/errors.ts';
import type { Records } from '#ports/records.ts';
import type { SearchDocument, SearchIndex } from '#ports/search-index.ts';
import type { AnalyticsClient } from '#rpc/analytics-client.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';
import { makeDocuments } from '../document/make-documents.ts';
import { mapInSlices } from '../pipeline/map-in-slices.ts';
import type { WaitForBacking } from '../pipeline/wait-for-backing.ts';
import { decodeRecord } from '../record/profile-record.ts';
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
  /**
   * Takes the lease; `undefined` while another reindex runs. The caller must execute the run. Unless `allowShrink`, the run
   * rejects with a `ShrinkError` when the new index would hold fewer profiles than the old one.
   */
  begin(options?: { allowShrink?: boolean }): Promise<ReindexRun | undefined>;
}

/** The records hold fewer profiles than the index that a rebuild would replace. */
export class ShrinkError extends Error {
  override readonly name = 'ShrinkError';
  readonly hint: Hint = {
    text: 'only if you need no profiles other than those in the records store',
    command: ['reindex', '--allow-shrink'],
  };
  constructor({ indexed, found }: { indexed: number; found: number }) {
    super(
      `The search index holds ${indexed} profiles, but the records store holds only ${found}: the records store is incomplete. Restore it from a backup. The old index stays in use`,
    );
  }
}

/**
 * Rebuilds the search index from the records and returns the number of documents. When it rejects, the old index stays in
 * use, and the next run begins again.
 */
export type ReindexRun = (onProgress: OnReindexed, signal: AbortSignal) => Promise<number>;

/** Receives how many profiles are indexed so far, and how many the records held at the start. */
export type OnReindexed = (documents: number, total: number) => void;

function readRecord(key: string, value: string): ProfileRecord {
  try {
    return decodeRecord(value);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CorruptStoreError(
      `The records store is damaged: a record is not readable [key=${key}]`,
      { text: 'restore the records from a backup, then repeat the command' },
      { cause: error },
    );
  }
}

export function createReindex(deps: ReindexDeps): Reindex {
  const { records, search, analytics, waitForBacking, suppressions } = deps;
  /** Documents page by page; the lease is renewed with each page. Throws when they are fewer than `atLeast`. */
  async function* documents(
    { holder, atLeast, held }: { holder: string; atLeast: number; held: number },
    onProgress: OnReindexed,
    signal: AbortSignal,
  ): AsyncGenerator<SearchDocument[]> {
    let count = 0;
    let withheld = 0;
    for await (const page of records.scan(PROFILE_PREFIX, { pageSize: PAGE_SIZE })) {
      signal.throwIfAborted();
      if (!(await records.acquireLease(LEASE, holder, LEASE_MS))) {
        throw new Error('Another process took over the reindex');
      }
      const revised = await mapInSlices(page, ({ key, value, revision }) => ({
        record: readRecord(key, value),
        revision,
      }));
      await waitForBacking(() => suppressions.load(), signal);
      const admitted = revised.filter(({ record }) => !isSuppressed(record, suppressions));
      const made = await waitForBacking(() => makeDocuments(admitted, analytics, signal), signal);
      if (made.length > 0) yield made;
      count += made.length;
      withheld += revised.length - admitted.length;
      onProgress(count, Math.max(held - withheld, count));
    }
    if (count + withheld < atLeast) throw new ShrinkError({ indexed: atLeast, found: count });
  }

  /** Profiles in the index in use; 0 for an index that cannot be read: there is nothing to compare with. */
  const countIndexed = async (): Promise<number> => {
    try {
      return await search.count();
    } catch (error) {
      if (error instanceof CorruptStoreError) return 0;
      throw error;
    }
  };

  /** The same for all runs, so that a lease that could not be released does not block the next run of this process. */
  const holder = randomUUID();
  let running = false;

  const takeTurn = async (): Promise<boolean> => {
    if (running) return false;
    running = true;
    try {
      running = await records.acquireLease(LEASE, holder, LEASE_MS);
      return running;
    } catch (error) {
      running = false;
      throw error;
    }
  };

  return {
    async begin({ allowShrink = false } = {}) {
      if (!(await takeTurn())) return undefined;
      return async (onProgress, signal) => {
        try {
          const atLeast = allowShrink ? 0 : await countIndexed();
          const held = await records.count(PROFILE_PREFIX);
          // Fails at once, before it reads all records.
          if (held < atLeast) throw new ShrinkError({ indexed: atLeast, found: held });
          return await search.rebuild(documents({ holder, atLeast, held }, onProgress, signal), signal);
        } finally {
          // On a full disk this fails too; what the run itself met is the error to report.
          await records.releaseLease(LEASE, holder).catch(() => {});
          running = false;
        }
      };
    },
  };
}
