import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';
import { encodeRecordDocument } from '#adapters/records/elasticsearch/record-document.ts';
import { createEmbeddedRecords } from '#adapters/records/embedded/embedded-records.ts';
import { createAnalyser } from '#adapters/search/analysis/analyser.ts';
import { upsertLines } from '#adapters/search/elasticsearch/write/bulk-lines.ts';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { profileKey } from '#contract/profile-record.ts';
import type { Profile } from '#domain/profile.ts';
import { aliasKey } from '#indexer/record/alias.ts';

import type { Part } from './measure-part.ts';

export interface StoreInput {
  bodies: readonly string[];
  /** Records as text. */
  values: readonly string[];
  profiles: readonly Profile[];
  batch: number;
}

/** What the stores cost: the embedded ones with their threads, and the encoding of what goes to Elasticsearch. */
export async function measureStores(part: Part, { bodies, values, profiles, batch }: StoreInput) {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-parts-'));
  const thread = createStorageThread();
  const queue = createEmbeddedQueue({ thread, path: join(folder, 'queue.db') });
  const records = createEmbeddedRecords({ thread, path: join(folder, 'records.db') });
  const search = createEmbeddedSearchIndex({ path: join(folder, 'search'), role: 'writer' });
  const starts = Array.from({ length: Math.ceil(bodies.length / batch) }, (_, i) => i * batch);
  const messages = bodies.map((body, i) => ({ id: `event-${i}`, body }));
  const puts = values.flatMap((value, i) => {
    const id = profiles[i]?.id ?? '';
    const alias = JSON.stringify({ v: 1, id, at: 1_767_225_600_000 });
    return [
      { key: profileKey(id), value, expectedRevision: 0 },
      { key: aliasKey(`instagram:@name-${(i * 7_919) % values.length}`), value: alias, expectedRevision: 0 },
    ];
  });
  const documents = profiles.map((profile) => ({ profile, version: 1 }));
  const analyser = createAnalyser();
  try {
    await Promise.all([queue.ping(), records.ping(), search.ping()]);
    await part('embedded queue: published, taken, settled', async () => {
      const all = Promise.withResolvers<void>();
      let seen = 0;
      const options = { maxItems: batch, maxWaitMs: 20, concurrency: 3 };
      const consumer = queue.consume('profile-events', options, async (deliveries) => {
        seen += deliveries.length;
        if (seen >= bodies.length) all.resolve();
        return deliveries.map(() => ({ kind: 'ack' }));
      });
      for (const from of starts) await queue.publish('profile-events', messages.slice(from, from + batch));
      await all.promise;
      await consumer.close();
    });
    await part('embedded records: record and alias written', async () => {
      for (const from of starts) await records.put(puts.slice(from * 2, (from + batch) * 2));
    });
    await part('embedded index: document written', async () => {
      for (const from of starts) await search.upsert(documents.slice(from, from + batch));
    });
    await part('Elasticsearch: record as a document', async () =>
      values.map((value, i) => encodeRecordDocument(`profile/${i}`, value)),
    );
    await part('Elasticsearch: profile as a document', async () =>
      documents.map((document) => upsertLines(document, analyser)),
    );
  } finally {
    await Promise.all([queue.close(), records.close(), search.close()]);
    await thread.close();
    await rm(folder, { recursive: true, force: true });
  }
}
