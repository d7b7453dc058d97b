/**
 * A process of its own on a queue's file: `node queue-process.ts PATH <hold|ack|publish>`. Prints a line for each
 * message once it holds, has acknowledged or has published it.
 */
import { writeSync } from 'node:fs';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';

const [path = '', mode = ''] = process.argv.slice(2);
// Written at once, so that a kill cannot lose what was said.
const say = (line: string) => void writeSync(1, `${line}\n`);
const queue = createEmbeddedQueue({ thread: createStorageThread(), path, maxDepth: 20, leaseMs: 60_000 });

if (mode === 'publish') {
  for (let n = 0; ; n++) {
    const messages = [0, 1, 2].map((part) => ({ id: `${n}-${part}`, body: 'x'.repeat(2_000) }));
    await queue.publish('profile-events', messages);
    for (const { id } of messages) say(id);
  }
}
queue.consume('profile-events', { maxItems: 10, maxWaitMs: 5, concurrency: 1 }, async (batch) => {
  for (const { id } of batch) say(id);
  if (mode === 'hold') await new Promise(() => {});
  return batch.map(() => ({ kind: 'ack' }));
});
await queue.ping();
say('ready');
