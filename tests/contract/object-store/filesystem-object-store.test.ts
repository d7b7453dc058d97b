import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFilesystemObjectStore } from '#adapters/objects/filesystem/filesystem-object-store.ts';
import { objectStoreContract } from './suite.ts';

objectStoreContract('filesystem', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'influscope-objects-'));
  const objects = createFilesystemObjectStore({ path: join(directory, 'state', 'objects') });
  return {
    objects,
    async dispose() {
      await objects.close();
      await rm(directory, { recursive: true });
    },
  };
});
