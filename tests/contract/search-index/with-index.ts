import type { SearchDocument, SearchIndex } from '#ports/search-index.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import type { MakeIndex } from './make-index.ts';

/** Runs `work` on an index that holds `documents`, and removes the index. */
export async function withIndex(
  makeIndex: MakeIndex,
  documents: readonly SearchDocument[],
  work: (index: SearchIndex) => Promise<void>,
): Promise<void> {
  const { index, dispose } = await makeIndex();
  try {
    if (documents.length > 0) await index.upsert(documents);
    await index.refresh();
    await work(index);
  } finally {
    await dispose();
  }
}

/** Ids that a text finds, best first. */
export async function findIds(index: SearchIndex, text: string): Promise<string[]> {
  const { data } = await index.search(searchQuery({ text, limit: 100 }));
  return data.map(({ id }) => id);
}
