/**
 * A process of its own on the stores in FOLDER: `node clock-process.ts FOLDER <retry|hold|ack|lease>`. Prints a line for
 * each step.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';
import { createEmbeddedRecords } from '#adapters/records/embedded/embedded-records.ts';

const MESSAGES = 20;
const LEASE_MS = 2_000;
const POLL_MS = 50;

const [folder = '', mode = ''] = process.argv.slice(2);
const say = (line: string) => void writeSync(1, `${line}\n`);
const thread = createStorageThread();
const queue = createEmbeddedQueue({ thread, path: join(folder, 'queue.db'), leaseMs: LEASE_MS });

if (mode === 'lease') {
  const records = createEmbeddedRecords({ thread, path: join(folder, 'records.db') });
  while (!(await records.acquireLease('one', String(process.pid), LEASE_MS))) await sleep(POLL_MS);
  say('has the lease');
  await new Promise(() => {});
}
if (mode !== 'ack') {
  const messages = Array.from({ length: MESSAGES }, (_, n) => ({ id: String(n), body: 'x' }));
  await queue.publish('profile-events', messages);
}
let taken = 0;
queue.consume('profile-events', { maxItems: MESSAGES, maxWaitMs: 20, concurrency: 1 }, async (batch) => {
  taken += batch.length;
  if (mode === 'hold') {
    say(`holds ${batch.length}`);
    await new Promise(() => {});
  }
  return batch.map(({ id, attempt }) => {
    if (mode === 'ack' || attempt > 1) {
      say(`done ${id}`);
      return { kind: 'ack' };
    }
    return { kind: 'retry', reason: 'once', delayMs: 2_000 };
  });
});
if (mode === 'retry') {
  for (;;) {
    const stats = (await queue.stats()).find(({ name }) => name === 'profile-events');
    if (taken >= MESSAGES && stats?.delayed === MESSAGES) break;
    await sleep(POLL_MS);
  }
  say('all wait for their next attempt');
}
