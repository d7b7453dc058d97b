import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';
import { createEmbeddedRecords } from '#adapters/records/embedded/embedded-records.ts';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import type { Queue } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';

export interface EmbeddedStores {
  queue: Queue;
  records: Records;
  search: SearchIndex;
  folder: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The embedded stores in a folder of their own, which goes with them. */
export async function openEmbeddedStores(): Promise<EmbeddedStores> {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-stores-'));
  const thread = createStorageThread();
  const retries = { retryBaseMs: 5, retryMaxMs: 20 };
  const queue = createEmbeddedQueue({ thread, path: join(folder, 'queue.db'), ...retries });
  const records = createEmbeddedRecords({ thread, path: join(folder, 'records.db') });
  const search = createEmbeddedSearchIndex({ path: join(folder, 'search') });
  return {
    queue,
    records,
    search,
    folder,
    async [Symbol.asyncDispose]() {
      for (const part of [queue, records, search, thread]) await part.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
