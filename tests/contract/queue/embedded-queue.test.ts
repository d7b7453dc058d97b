import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';
import { queueContract } from './suite.ts';

const thread = createStorageThread();
after(() => thread.close());

queueContract('embedded', async (settings) => {
  const directory = await mkdtemp(join(tmpdir(), 'influscope-queue-'));
  const path = join(directory, 'state', 'queue.db');
  const open = () => createEmbeddedQueue({ thread, path, retryBaseMs: 10, retryMaxMs: 40, ...settings });
  const queues = [open()];
  return {
    queue: queues[0]!,
    another() {
      queues.push(open());
      return queues.at(-1)!;
    },
    async dispose() {
      await Promise.all(queues.map((queue) => queue.close()));
      await rm(directory, { recursive: true });
    },
  };
});
