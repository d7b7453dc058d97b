import { it } from 'node:test';
import { testAlias } from '#tests/support/servers/elasticsearch.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { searchIndexContract } from './suite.ts';

const url = serverUrl('SEARCH_URL')?.href;

if (url === undefined) it.skip('search index on Elasticsearch: SEARCH_URL is not set');
else
  searchIndexContract('elasticsearch', async () => {
    const { open, dispose } = testAlias(url);
    return { index: open(), dispose };
  });
