import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';
import { QUEUE_LAYOUT } from '#adapters/queue/embedded/queue-schema.ts';
import type { Delivery } from '#ports/queue.ts';

const thread = createStorageThread();
after(() => thread.close());

/** What the present layout has over the first one, undone. */
const TO_LAYOUT_1 = `
  ALTER TABLE bodies DROP COLUMN traceparent;
  ALTER TABLE dead DROP COLUMN traceparent;
  PRAGMA user_version = 1`;

test('brings a queue of the first layout to the present one, with what lies in it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'influscope-layout-'));
  const path = join(directory, 'queue.db');
  try {
    const before = createEmbeddedQueue({ thread, path });
    await before.publish('profile-events', [
      { id: 'old', body: '1' },
      { id: 'dead', body: '2' },
    ]);
    const refusing = before.consume(
      'profile-events',
      { maxItems: 2, maxWaitMs: 1, concurrency: 1 },
      (batch) =>
        Promise.resolve(
          batch.map(({ id }) => (id === 'dead' ? { kind: 'drop', reason: 'no' } : { kind: 'ack' })),
        ),
    );
    await before.waitUntilIdle('profile-events', AbortSignal.timeout(60_000));
    await refusing.close();
    await before.publish('profile-events', [{ id: 'waiting', body: '3' }]);
    await before.close();
    const database = new DatabaseSync(path);
    database.exec(TO_LAYOUT_1);
    database.close();

    const present = createEmbeddedQueue({ thread, path });
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await present.publish('profile-events', [{ id: 'new', body: '4', traceparent }]);
    assert.equal(await present.retryDead('profile-events'), 1);
    const seen: Delivery[] = [];
    present.consume('profile-events', { maxItems: 5, maxWaitMs: 1, concurrency: 1 }, async (batch) => {
      seen.push(...batch);
      return batch.map(() => ({ kind: 'ack' }));
    });
    await present.waitUntilIdle('profile-events', AbortSignal.timeout(60_000));
    assert.deepEqual(
      Object.fromEntries(seen.map(({ id, body, traceparent: trace }) => [id, [body, trace]])),
      {
        waiting: ['3', undefined],
        dead: ['2', undefined],
        new: ['4', traceparent],
      },
    );
    await present.close();
    const file = new DatabaseSync(path);
    assert.equal(file.prepare('PRAGMA user_version').get()?.user_version, QUEUE_LAYOUT);
    file.close();
  } finally {
    await rm(directory, { recursive: true });
  }
});
