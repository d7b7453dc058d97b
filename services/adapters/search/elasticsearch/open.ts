import type { Adapter } from '#adapters/adapter.ts';
import {
  configureElasticsearch,
  elasticsearchVariables,
  SERVER_BATCH,
} from '#adapters/elasticsearch-client/configure-client.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { integer, readVariables, secret, text } from '#runtime/config/variable.ts';
import { createElasticsearchSearchIndex } from './elasticsearch-search-index.ts';
import { ensureReader } from './index/ensure-reader.ts';

const REPLICAS = integer('SEARCH_REPLICAS', {
  fallback: 0,
  max: 10,
  meaning: 'replicas of the Elasticsearch index; default 0',
});

const READER = {
  readerUsername: secret(
    'SEARCH_READER_USERNAME',
    'Elasticsearch: read-only user of the index; created at startup',
  ),
  readerPassword: secret('SEARCH_READER_PASSWORD', 'Elasticsearch: password of the read-only user'),
  readerAlso: text(
    'SEARCH_READER_ALSO',
    null,
    'Elasticsearch: index of the records, which the read-only user may also read',
  ),
};

export const adapter: Adapter<SearchIndex> = {
  variables: { ...elasticsearchVariables('SEARCH'), replicas: REPLICAS, ...READER },
  batchSize: SERVER_BATCH,
  configure(url, environment) {
    const {
      index,
      username: writer,
      connect,
    } = configureElasticsearch('SEARCH', { url, defaultIndex: 'influscope-profiles' }, environment);
    const replicas = REPLICAS.read(environment);
    const {
      readerUsername: username,
      readerPassword: password,
      readerAlso: also,
    } = readVariables(READER, environment);
    if ((username === null) !== (password === null)) {
      environment.fault(
        'SEARCH_READER_USERNAME',
        'set both SEARCH_READER_USERNAME and SEARCH_READER_PASSWORD',
      );
    }
    return ({ services, logger, textEncoder }) => {
      const client = connect();
      const reader = username !== null && password !== null ? { username, password } : null;
      return createElasticsearchSearchIndex({
        client,
        alias: index,
        replicas,
        readOnly: !services.includes('indexer'),
        encoder: textEncoder,
        ...(reader && {
          provision: () => ensureReader({ client, writer, alias: index, also, logger }, reader),
        }),
      });
    };
  },
};
