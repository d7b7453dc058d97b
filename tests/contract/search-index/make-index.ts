import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import type { SearchIndex } from '#ports/search-index.ts';

/** An empty index of its own. */
interface TestedIndex {
  index: SearchIndex;
  dispose(): Promise<void>;
}

export type MakeIndex = () => Promise<TestedIndex>;

export const makeEmbeddedIndex: MakeIndex = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'influscope-search-'));
  const index = createEmbeddedSearchIndex({ path: join(directory, 'search') });
  return {
    index,
    async dispose() {
      await index.close();
      await rm(directory, { recursive: true });
    },
  };
};
