import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';
import { createEmbeddedRecords } from '#adapters/records/embedded/embedded-records.ts';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import type { Records } from '#ports/records.ts';
import { eventually } from '#tests/support/eventually.ts';
import { findBytes } from '#tests/support/find-bytes.ts';
import { createHashedEncoder } from '#tests/support/meaning/hashed-encoder.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { makeDocument } from './search-index/fixtures.ts';

const MARK = 'Qwyzzleheim';
const COUNT = 600;

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-erased-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('what is erased is in no byte of the files', () => {
  const random = seededRandom(7);
  const filler = (length: number) =>
    Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('');

  /** Values of every size around the marked ones, all written several times, many deleted. */
  async function fill(records: Records): Promise<void> {
    for (let round = 0; round < 4; round++) {
      const keys = Array.from({ length: COUNT }, (_, n) => (n % 50 === 0 ? `p/${MARK}-${n}` : `p/${n}`));
      const present = await records.get(keys);
      const value = (n: number) =>
        `${n % 50 === 0 ? MARK : 'other'} ${filler(Math.floor(random() ** 3 * 20_000))}`;
      await records.put(
        keys.map((key, n) => ({ key, value: value(n), expectedRevision: present[n]?.revision ?? 0 })),
      );
      await records.delete(keys.filter((_, n) => (n + round) % 7 === 0));
    }
  }

  it('of the records', () =>
    inFolder(async (folder) => {
      const thread = createStorageThread();
      const records = createEmbeddedRecords({ thread, path: join(folder, 'records.db') });
      await fill(records);
      assert.notDeepEqual(findBytes(folder, [MARK]), []);
      await records.erase(Array.from({ length: COUNT / 50 }, (_, n) => `p/${MARK}-${n * 50}`));
      assert.deepEqual(findBytes(folder, [MARK]), []);
      assert.ok((await records.count('p/')) > COUNT / 2);
      await records.close();
      await thread.close();
    }));

  it('of the queue, acknowledged messages included', () =>
    inFolder(async (folder) => {
      const thread = createStorageThread();
      const queue = createEmbeddedQueue({ thread, path: join(folder, 'queue.db') });
      const publish = (from: number) =>
        queue.publish(
          'profile-events',
          Array.from({ length: 200 }, (_, n) => ({
            id: `${from}-${n}`,
            body: JSON.stringify({
              name: n % 9 === 0 ? MARK : 'other',
              text: filler(Math.floor(random() * 6_000)),
            }),
          })),
        );
      await publish(0);
      const consumer = queue.consume(
        'profile-events',
        { maxItems: 10, maxWaitMs: 5, concurrency: 2 },
        async (batch) =>
          batch.map((_, n) => (n % 5 === 0 ? { kind: 'drop', reason: 'no' } : { kind: 'ack' })),
      );
      await queue.waitUntilIdle('profile-events', AbortSignal.timeout(60_000));
      await consumer.close();
      await publish(1);
      assert.notDeepEqual(findBytes(folder, [MARK]), []);
      const isMeant = (body: string) => body.includes(MARK);
      assert.ok((await queue.erase('profile-events', { hints: [MARK.toLowerCase()], isMeant })) > 20);
      assert.deepEqual(findBytes(folder, [MARK]), []);
      await queue.close();
      await thread.close();
    }));

  it('of the search index', () =>
    inFolder(async (folder) => {
      const index = createEmbeddedSearchIndex({
        path: join(folder, 'search'),
        encoder: async () => ({ encoder: createHashedEncoder() }),
      });
      const document = (n: number, version: number) => {
        const name = n % 50 === 0 ? MARK : filler(6);
        const bio = `${filler(40)} ${name} ${filler(5)}`;
        return makeDocument(
          { id: `x:${name}${n}`, username: `${name}${n}`, display_name: name, bio },
          version,
        );
      };
      for (let version = 1; version <= 3; version++) {
        const ids = Array.from({ length: COUNT }, (_, n) => n);
        for (let from = 0; from < COUNT; from += 100) {
          await index.upsert(ids.slice(from, from + 100).map((n) => document(n, version)));
        }
      }
      const vectors = join(folder, 'search', 'vectors.db-wal');
      await eventually(async () => assert.ok(readFileSync(vectors).includes(MARK)));
      assert.notDeepEqual(findBytes(folder, [MARK]), []);
      await index.delete(Array.from({ length: COUNT / 50 }, (_, n) => `x:${MARK}${n * 50}`));
      assert.equal(await index.scrub(), true);
      assert.deepEqual(findBytes(folder, [MARK]), []);
      assert.ok((await index.count()) > COUNT / 2);
      await index.close();
    }));

  it('of the vectors, also when a person is erased while her text is embedded', () =>
    inFolder(async (folder) => {
      const hashed = createHashedEncoder();
      const [started, resumed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const encoder = {
        ...hashed,
        async encode(texts: readonly string[], signal: AbortSignal) {
          started.resolve();
          await resumed.promise;
          return hashed.encode(texts, signal);
        },
      };
      const index = createEmbeddedSearchIndex({
        path: join(folder, 'search'),
        encoder: async () => ({ encoder }),
      });
      try {
        const bio = `${MARK} bakes bread`;
        await index.upsert([
          makeDocument({ id: `x:${MARK}`, username: MARK, display_name: MARK, bio }),
          makeDocument({ id: 'x:kept', bio: 'bakes bread' }),
        ]);
        await started.promise;
        await index.delete([`x:${MARK}`]);
        assert.equal(await index.scrub(), true);
        resumed.resolve();
        const vectors = join(folder, 'search', 'vectors.db-wal');
        await eventually(async () => assert.ok(readFileSync(vectors).includes('x:kept')));
        assert.deepEqual(findBytes(folder, [MARK]), []);
      } finally {
        resumed.resolve();
        await index.close();
      }
    }));
});
