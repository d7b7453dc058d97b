import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedRecords } from '#adapters/records/embedded/embedded-records.ts';
import { recordsContract } from './suite.ts';

const thread = createStorageThread();
const otherThread = createStorageThread();
after(() => Promise.all([thread.close(), otherThread.close()]));

recordsContract('embedded', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'influscope-records-'));
  const path = join(directory, 'state', 'records.db');
  const records = createEmbeddedRecords({ thread, path });
  return {
    records,
    another: async () => createEmbeddedRecords({ thread: otherThread, path }),
    async dispose() {
      await records.close();
      await rm(directory, { recursive: true });
    },
  };
});
