import type { Adapter } from '#adapters/adapter.ts';
import { EMBEDDED_BATCH } from '#adapters/embedded-storage/batch-size.ts';
import { pathOfUrl } from '#adapters/path-of-url.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { createEmbeddedSearchIndex } from './embedded-search-index.ts';

export const adapter: Adapter<SearchIndex> = {
  variables: {},
  batchSize: EMBEDDED_BATCH,
  configure(url, environment) {
    const path = pathOfUrl('SEARCH_URL', url, environment);
    return ({ services, onCrash, textEncoder }) => {
      const reads = services.includes('api');
      const writes = services.includes('indexer');
      const role = reads && writes ? 'both' : reads ? 'reader' : 'writer';
      return createEmbeddedSearchIndex({ path, role, onCrash, encoder: textEncoder });
    };
  },
};
