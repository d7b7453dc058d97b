import { it } from 'node:test';
import { testAlias } from '#tests/support/servers/elasticsearch.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { meaningContract } from './suite.ts';

const url = serverUrl('SEARCH_URL')?.href;

if (url === undefined) it.skip('search by meaning on Elasticsearch: SEARCH_URL is not set');
else
  meaningContract('elasticsearch', async (encoder) => {
    const { open, dispose } = testAlias(url);
    const index = open(encoder);
    return {
      index,
      async reopen(another) {
        await index.close();
        return open(another);
      },
      dispose,
    };
  });
