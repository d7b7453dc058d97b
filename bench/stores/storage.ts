/**
 * How fast the embedded queue, records and object store are, each beside a bare loop over `node:sqlite` with the same
 * durability (WAL, synchronous=FULL, one commit per 50) in the same run.
 *
 *     node bench/stores/storage.ts [messages=20000]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createFilesystemObjectStore } from '#adapters/objects/filesystem/filesystem-object-store.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';
import { createEmbeddedRecords } from '#adapters/records/embedded/embedded-records.ts';

const BATCH = 50;
const BODY = JSON.stringify({ text: 'x'.repeat(4_080) });
const PACED_PER_SECOND = 2_500;
const total = Number(process.argv[2] ?? 20_000);
const directory = await mkdtemp(join(tmpdir(), 'influscope-bench-'));

const report = (what: string, items: number, elapsedMs: number, note = '') =>
  console.log(`${what.padEnd(52)} ${Math.round((items / elapsedMs) * 1_000).toLocaleString('en')}/s ${note}`);

const batches = (prefix: string) =>
  Array.from({ length: Math.ceil(total / BATCH) }, (_, batch) =>
    Array.from({ length: BATCH }, (_, item) => ({ id: `${prefix}:${batch * BATCH + item}`, body: BODY })),
  );

async function timed(work: () => Promise<void> | void): Promise<{ elapsedMs: number; delay: string }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedMs = performance.now();
  await work();
  const elapsedMs = performance.now() - startedMs;
  delay.disable();
  const ms = (nanoseconds: number) => (nanoseconds / 1e6).toFixed(1);
  return { elapsedMs, delay: `main loop delay p99 ${ms(delay.percentile(99))} ms, max ${ms(delay.max)} ms` };
}

/** The peer: one table, one statement, nothing of what a queue is. */
async function benchBareSqlite(): Promise<void> {
  const database = new DatabaseSync(join(directory, 'bare.db'));
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE items (id TEXT PRIMARY KEY, body TEXT NOT NULL)`);
  const insert = database.prepare('INSERT INTO items VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM items WHERE id = ?');
  const each = (run: (item: { id: string; body: string }) => void) => () => {
    for (const batch of batches('bare')) {
      database.exec('BEGIN IMMEDIATE');
      for (const item of batch) run(item);
      database.exec('COMMIT');
    }
  };
  const inserted = await timed(each(({ id, body }) => insert.run(id, body)));
  report('peer: bare node:sqlite insert', total, inserted.elapsedMs);
  const removed = await timed(each(({ id }) => remove.run(id)));
  report('peer: bare node:sqlite insert, then delete', total, inserted.elapsedMs + removed.elapsedMs);
  database.close();
}

async function benchQueue(thread: StorageThread): Promise<void> {
  const open = (name: string, maxDepth: number) =>
    createEmbeddedQueue({ thread, path: join(directory, `${name}.db`), maxDepth });
  const consume = (queue: ReturnType<typeof open>) =>
    queue.consume('profile-events', { maxItems: BATCH, maxWaitMs: 20, concurrency: 2 }, async (batch) =>
      batch.map(() => ({ kind: 'ack' })),
    );
  const never = new AbortController().signal;

  const apart = open('apart', total + 1);
  const published = await timed(async () => {
    for (const batch of batches('queue')) await apart.publish('profile-events', batch);
  });
  report('queue: publish, one batch at a time', total, published.elapsedMs, published.delay);
  const consumed = await timed(async () => {
    consume(apart);
    await apart.waitUntilIdle('profile-events', never);
  });
  report('queue: consume and acknowledge', total, consumed.elapsedMs, consumed.delay);
  await apart.close();

  const together = open('together', 1_000);
  const through = await timed(async () => {
    consume(together);
    for (const batch of batches('queue')) await together.publish('profile-events', batch);
    await together.waitUntilIdle('profile-events', never);
  });
  report('queue: publish and consume at once', total, through.elapsedMs, through.delay);

  const paced = await timed(async () => {
    const startedMs = performance.now();
    for (const [index, batch] of batches('queue').entries()) {
      await sleep(Math.max(0, startedMs + (index * BATCH * 1_000) / PACED_PER_SECOND - performance.now()));
      await together.publish('profile-events', batch);
    }
    await together.waitUntilIdle('profile-events', never);
  });
  report(`queue: the same, paced at ${PACED_PER_SECOND}/s`, total, paced.elapsedMs, paced.delay);
  await together.close();
}

async function benchRecords(thread: StorageThread): Promise<void> {
  const records = createEmbeddedRecords({ thread, path: join(directory, 'records.db') });
  const all = batches('profile').map((batch) => batch.map(({ id, body }) => ({ key: id, value: body })));
  for (const expectedRevision of [0, 1]) {
    const put = await timed(async () => {
      for (const batch of all) await records.put(batch.map((item) => ({ ...item, expectedRevision })));
    });
    report(
      `records: put, ${expectedRevision === 0 ? 'new' : 'present'} keys`,
      total,
      put.elapsedMs,
      put.delay,
    );
  }
  const got = await timed(async () => {
    for (const batch of all) await records.get(batch.map(({ key }) => key));
  });
  report('records: get', total, got.elapsedMs, got.delay);
  let scanned = 0;
  const scan = await timed(async () => {
    for await (const page of records.scan('profile:')) scanned += page.length;
  });
  report('records: scan', scanned, scan.elapsedMs, scan.delay);
  const counted = await timed(async () => void (await records.count('profile:')));
  console.log(`records: count of ${total}`.padEnd(52), `${counted.elapsedMs.toFixed(2)} ms`);
  await records.close();
}

async function benchObjects(): Promise<void> {
  const objects = createFilesystemObjectStore({ path: join(directory, 'objects') });
  const body = Buffer.alloc(2_048, 1);
  const count = Math.ceil(total / 10);
  const keys = Iterator.from(Array.from({ length: count }, (_, n) => `avatars/demo/${n}.png`));
  const put = await timed(async () => {
    const worker = async () => {
      for (const key of keys) await objects.put(key, body, { contentType: 'image/png' });
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  });
  report('objects: put 2 KB, 8 at a time', count, put.elapsedMs, put.delay);
  await objects.close();
}

const thread = createStorageThread();
try {
  await benchBareSqlite();
  await benchQueue(thread);
  await benchRecords(thread);
  await benchObjects();
} finally {
  await thread.close();
  await rm(directory, { recursive: true });
}
