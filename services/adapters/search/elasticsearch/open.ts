import type { Adapter } from '#adapters/adapter.ts';
import {
  configureElasticsearch,
  elasticsearchVariables,
  SERVER_BATCH,
} from '#adapters/elasticsearch-client/configure-client.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { integer } from '#runtime/config/variable.ts';
import { createElasticsearchSearchIndex } from './elasticsearch-search-index.ts';

const REPLICAS = integer('SEARCH_REPLICAS', {
  fallback: 0,
  max: 10,
  meaning: 'replicas of the Elasticsearch index; default 0',
});

export const adapter: Adapter<SearchIndex> = {
  variables: { ...elasticsearchVariables('SEARCH'), replicas: REPLICAS },
  batchSize: SERVER_BATCH,
  configure(url, environment) {
    const { index, connect } = configureElasticsearch(
      'SEARCH',
      { url, defaultIndex: 'influscope-profiles' },
      environment,
    );
    const replicas = REPLICAS.read(environment);
    return () => createElasticsearchSearchIndex({ client: connect(), alias: index, replicas });
  },
};
