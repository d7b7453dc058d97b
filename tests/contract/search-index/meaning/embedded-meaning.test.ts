import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { meaningContract } from './suite.ts';

meaningContract('embedded', async (encoder) => {
  const directory = await mkdtemp(join(tmpdir(), 'influscope-search-'));
  const path = join(directory, 'search');
  const open = (one: typeof encoder) =>
    createEmbeddedSearchIndex({ path, encoder: async () => ({ encoder: one }) });
  let index = open(encoder);
  return {
    index,
    async reopen(another) {
      await index.close();
      index = open(another);
      return index;
    },
    async dispose() {
      await index.close();
      await rm(directory, { recursive: true });
    },
  };
});
