import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import type { EmbeddedQueueOptions } from '#adapters/queue/embedded/embedded-queue.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';
import type { Delivery, Queue, Verdict } from '#ports/queue.ts';
import { eventually } from '#tests/support/eventually.ts';

const soon = () => AbortSignal.timeout(60_000);

describe('embedded queue limits', () => {
  test('keeps the youngest dead letters', () =>
    withQueue({ maxDeadLetters: 3 }, async (queue) => {
      await queue.publish('profile-events', messages(10));
      consume(queue, () => ({ kind: 'drop', reason: 'no' }));
      await queue.waitUntilIdle('profile-events', soon());
      const left = await queue.deadLetters('profile-events', { limit: 100 });
      assert.deepEqual(left.map(({ id }) => id).sort(), ['m7', 'm8', 'm9']);
      assert.equal((await queue.stats()).find(({ name }) => name === 'profile-events')?.dead, 3);
    }));

  test('lets dead letters that are too old go when it is opened', () =>
    withQueue({}, async (queue, path, reopen) => {
      await queue.publish('profile-events', messages(2));
      consume(queue, () => ({ kind: 'drop', reason: 'no' }));
      await queue.waitUntilIdle('profile-events', soon());
      await queue.close();
      edit(path, `UPDATE dead SET died_at = died_at - 31 * 86400000 WHERE id = 'm0'`);
      const again = reopen();
      await again.waitUntilIdle('profile-events', soon());
      const left = await again.deadLetters('profile-events', { limit: 100 });
      assert.deepEqual(
        left.map(({ id }) => id),
        ['m1'],
      );
    }));

  test('deliveries of an owner that cannot be looked at come back when its lease has expired', () =>
    withQueue({}, async (queue, path, reopen) => {
      await queue.publish('profile-events', messages(2));
      await queue.close();
      edit(
        path,
        `INSERT INTO owners VALUES (90, 1, 'then', 'elsewhere', ${Date.now() - 1}),
                                   (91, 1, 'then', 'elsewhere', ${Date.now() + 60_000});
         UPDATE messages SET owner = 90 WHERE id = 'm0';
         UPDATE messages SET owner = 91 WHERE id = 'm1'`,
      );
      const again = reopen();
      const first = Promise.withResolvers<Delivery>();
      consume(again, (delivery) => {
        first.resolve(delivery);
        return { kind: 'ack' };
      });
      const { id, attempt } = await first.promise;
      assert.deepEqual([id, attempt], ['m0', 2]);
      // The acknowledgement of m0 reaches the store after its handler returns.
      await eventually(async () => {
        assert.equal((await again.stats()).find(({ name }) => name === 'profile-events')?.inFlight, 1);
      });
    }));

  test('a pid that was given to another process does not keep deliveries', () =>
    withQueue({}, async (queue, path, reopen) => {
      await queue.publish('profile-events', messages(1));
      await holdOne(queue);
      // The same process, as one that started at another time: as if its pid had been given away.
      edit(path, `UPDATE owners SET start = 'before'`);
      const again = reopen();
      const seen: Delivery[] = [];
      consume(again, (delivery) => {
        seen.push(delivery);
        return { kind: 'ack' };
      });
      await again.waitUntilIdle('profile-events', soon());
      assert.deepEqual(
        seen.map(({ attempt }) => attempt),
        [2],
      );
    }));

  test('a message that was lost repeatedly with its consumer is delivered alone, and finally becomes a dead letter', () =>
    withQueue({}, async (queue, path, reopen) => {
      await queue.publish('profile-events', messages(4));
      await queue.close();
      edit(
        path,
        `INSERT INTO owners VALUES (90, 1, 'then', 'elsewhere', 0);
         UPDATE messages SET owner = 90, losses = 19 WHERE id = 'm0';
         UPDATE messages SET owner = 90, losses = 5 WHERE id = 'm1'`,
      );
      const again = reopen();
      const batches: string[][] = [];
      again.consume('profile-events', { maxItems: 10, maxWaitMs: 5, concurrency: 1 }, async (batch) => {
        batches.push(batch.map(({ id }) => id));
        return batch.map(() => ({ kind: 'ack' }));
      });
      await again.waitUntilIdle('profile-events', soon());
      assert.deepEqual(batches, [['m1'], ['m2', 'm3']]);
      const [dead] = await again.deadLetters('profile-events', { limit: 10 });
      assert.equal(dead?.id, 'm0');
      assert.match(dead.reason, /20 times/);
    }));

  test('the file does not grow with the number of messages that passed', () =>
    withQueue({}, async (queue, path) => {
      consume(queue, () => ({ kind: 'ack' }), 50);
      const body = 'x'.repeat(4_000);
      const sizes: number[] = [];
      for (let round = 0; round < 10; round++) {
        await queue.publish(
          'profile-events',
          messages(500).map(({ id }) => ({ id, body })),
        );
        await queue.waitUntilIdle('profile-events', soon());
        sizes.push((await stat(path)).size + (await stat(`${path}-wal`)).size);
      }
      assert.ok(Math.max(...sizes) < 24_000_000, `sizes: ${sizes}`);
    }));

  test('a large publication waits for room part by part', () =>
    withQueue({ maxDepth: 100 }, async (queue) => {
      let most = 0;
      const consumer = consume(queue, () => ({ kind: 'ack' }), 50);
      const published = queue.publish('profile-events', messages(2_000));
      for (let looks = 0; looks < 20; looks++) {
        for (const { ready, inFlight } of await queue.stats()) most = Math.max(most, ready + inFlight);
      }
      await published;
      await queue.waitUntilIdle('profile-events', soon());
      await consumer.close();
      assert.ok(most <= 300, `held ${most}`);
    }));
});

type Work = (queue: Queue, path: string, reopen: () => Queue) => Promise<void>;

async function withQueue(options: Partial<EmbeddedQueueOptions>, work: Work): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'influscope-queue-'));
  const path = join(directory, 'queue.db');
  const thread = createStorageThread();
  const open = () => createEmbeddedQueue({ thread, path, retryBaseMs: 10, ...options });
  const queues = [open()];
  try {
    await work(queues[0]!, path, () => {
      queues.push(open());
      return queues.at(-1)!;
    });
  } finally {
    // A consumer that never answers is part of a test: nothing is waited for.
    await thread.close();
    await rm(directory, { recursive: true });
  }
}

function edit(path: string, sql: string): void {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  database.exec(sql);
  database.close();
}

async function holdOne(queue: Queue): Promise<void> {
  const { promise: held, resolve } = Promise.withResolvers<void>();
  queue.consume('profile-events', { maxItems: 1, maxWaitMs: 1, concurrency: 1 }, () => {
    resolve();
    return new Promise(() => {});
  });
  await held;
}

function consume(queue: Queue, decide: (delivery: Delivery) => Verdict, maxItems = 1) {
  return queue.consume('profile-events', { maxItems, maxWaitMs: 1, concurrency: 1 }, async (batch) =>
    batch.map(decide),
  );
}

function messages(count: number) {
  return Array.from({ length: count }, (_, n) => ({ id: `m${n}`, body: '{}' }));
}
