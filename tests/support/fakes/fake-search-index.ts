import type { SearchDocument, SearchIndex } from '#ports/search-index.ts';

/** A search index that keeps documents by the port's rules for versions, and finds none. */
export interface FakeSearchIndex extends SearchIndex {
  readonly documents: Map<string, SearchDocument>;
}

export function createFakeSearchIndex(): FakeSearchIndex {
  const documents = new Map<string, SearchDocument>();
  return {
    documents,
    upsert: async (items) =>
      items.map((item) => {
        const { id } = item.profile;
        if ((documents.get(id)?.version ?? 0) > item.version) return { id, status: 'stale' };
        documents.set(id, item);
        return { id, status: 'written' };
      }),
    async delete(ids) {
      for (const id of ids) documents.delete(id);
    },
    scrub: async () => true,
    search: async () => ({ data: [], total: 0, matched: 'exact', facets: null, byMeaning: null, next: null }),
    searchTexts: async () => ({
      data: [],
      total: 0,
      matched: 'exact',
      facets: null,
      byMeaning: null,
      next: null,
    }),
    async *scan() {},
    get: async (id) => documents.get(id)?.profile,
    suggest: async () => [],
    values: async () => [],
    count: async () => documents.size,
    distribution: async () => [],
    refresh: async () => {},
    async rebuild(pages, signal) {
      const rebuilt: SearchDocument[] = [];
      for await (const page of pages) {
        signal?.throwIfAborted();
        rebuilt.push(...page);
      }
      documents.clear();
      for (const item of rebuilt) documents.set(item.profile.id, item);
      return rebuilt.length;
    },
    ping: async () => {},
    close: async () => {},
  };
}
