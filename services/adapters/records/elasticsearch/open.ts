import type { Adapter } from '#adapters/adapter.ts';
import {
  configureElasticsearch,
  elasticsearchVariables,
  SERVER_BATCH,
} from '#adapters/elasticsearch-client/configure-client.ts';
import type { Records } from '#ports/records.ts';
import { createElasticsearchRecords } from './elasticsearch-records.ts';
import { routeUsage, usageIndexOf } from './route-usage.ts';

export const adapter: Adapter<Records> = {
  variables: elasticsearchVariables('RECORDS'),
  batchSize: SERVER_BATCH,
  configure(url, environment) {
    const { index, connect } = configureElasticsearch(
      'RECORDS',
      { url, defaultIndex: 'influscope-records' },
      environment,
    );
    return ({ services }) => {
      const readOnly = services.every((name) => name === 'api');
      const open = (name: string) => createElasticsearchRecords({ client: connect(), index: name, readOnly });
      return routeUsage(open(index), open(usageIndexOf(index)));
    };
  },
};
