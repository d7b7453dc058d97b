import { randomUUID } from 'node:crypto';
import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { createElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { createElasticsearchRecords } from '#adapters/records/elasticsearch/elasticsearch-records.ts';
import type { Records } from '#ports/records.ts';

/** A records index of its own; it is made by the first records that are opened and used. */
export interface TestRecordsIndex {
  /** The alias; the index behind it is the same with `-1`. */
  index: string;
  /** For what the port does not offer. */
  client: ElasticsearchClient;
  open(): Records;
  remove(): Promise<void>;
}

export function testRecordsIndex(url: URL | undefined): TestRecordsIndex {
  const index = `influscope-test-${randomUUID()}`;
  const connect = () =>
    createElasticsearchClient({
      server: {
        url: url ?? new URL('http://no-server-is-named'),
        username: url?.username || null,
        password: url?.password || null,
        apiKey: null,
        ca: null,
      },
      settings: 'RECORDS',
    });
  const client = connect();
  return {
    index,
    client,
    open: () => createElasticsearchRecords({ client: connect(), index }),
    async remove() {
      await client.request({ method: 'DELETE', path: `/${index}-1`, accept: [404] });
      await client.close();
    },
  };
}
