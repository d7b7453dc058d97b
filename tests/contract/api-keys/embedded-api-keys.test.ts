import { join } from 'node:path';
import { after } from 'node:test';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedRecords } from '#adapters/records/embedded/embedded-records.ts';
import { openEmbeddedStores } from '#tests/support/platform/embedded-platform.ts';
import { testApiKeys } from './suite.ts';

const disposals: (() => Promise<void>)[] = [];
after(async () => {
  for (const dispose of disposals.reverse()) await dispose();
});

testApiKeys('embedded records', async () => {
  const stores = await openEmbeddedStores();
  disposals.push(() => stores[Symbol.asyncDispose]());
  // A separate thread has its own connection to the file, like another process.
  const another = () => {
    const thread = createStorageThread();
    const records = createEmbeddedRecords({ thread, path: join(stores.folder, 'records.db') });
    disposals.push(async () => {
      await records.close();
      await thread.close();
    });
    return records;
  };
  return { operator: stores.records, another: another(), replicas: [another(), another()] };
});
