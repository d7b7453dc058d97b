/** Writes batch after batch into the directory named by its argument and prints how many were answered. */
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { makeDocument } from './fixtures.ts';

const index = createEmbeddedSearchIndex({ path: process.argv[2] ?? '' });
for (let written = 0; ; written += 20) {
  await index.upsert(
    Array.from({ length: 20 }, (_, i) => makeDocument({ id: `x:${written + i}`, bio: 'steady' })),
  );
  process.stdout.write(`${written + 20}\n`);
}
