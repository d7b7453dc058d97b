import { it } from 'node:test';
import { testAlias } from '../../support/elasticsearch.ts';
import { serverUrl } from '../../support/servers.ts';
import { searchIndexContract } from './suite.ts';

const url = serverUrl('SEARCH_URL')?.href;

if (url === undefined) it.skip('search index on Elasticsearch: SEARCH_URL is not set');
else
  searchIndexContract('elasticsearch', async () => {
    const { open, dispose } = testAlias(url);
    return { index: open(), dispose };
  });
