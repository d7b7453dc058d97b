import { randomUUID } from 'node:crypto';
import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { createElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { createElasticsearchSearchIndex } from '#adapters/search/elasticsearch/elasticsearch-search-index.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { TextEncoder } from '#ports/text-encoder.ts';

/** A client of the server at `url`. */
export function connectElasticsearch(url: string): ElasticsearchClient {
  return createElasticsearchClient({
    settings: 'SEARCH',
    server: {
      url: new URL(url),
      username: null,
      password: null,
      apiKey: null,
      ca: null,
    },
  });
}

export interface TestAlias {
  client: ElasticsearchClient;
  alias: string;
  /** Another index object on the same alias, as another process has it. */
  open(encoder?: TextEncoder, options?: { readOnly: boolean }): SearchIndex;
  /** Closes all and deletes every index of the alias. */
  dispose(): Promise<void>;
}

/** A name that nothing else uses. */
export function testAlias(url: string): TestAlias {
  const client = connectElasticsearch(url);
  const alias = `test-${randomUUID()}`;
  const opened: SearchIndex[] = [];
  return {
    client,
    alias,
    open(encoder, options) {
      const index = createElasticsearchSearchIndex({
        client: connectElasticsearch(url),
        alias,
        ...options,
        ...(encoder && { encoder: async () => ({ encoder }) }),
      });
      opened.push(index);
      return index;
    },
    async dispose() {
      await Promise.all(opened.map((index) => index.close()));
      for (const name of await indexNames(client, alias))
        await client.request({ method: 'DELETE', path: `/${name}`, accept: [404] });
      await client.close();
    },
  };
}

/** The indexes of an alias, those that are being filled and those left over. */
export async function indexNames(client: ElasticsearchClient, alias: string): Promise<string[]> {
  const { body } = await client.request<Record<string, unknown>>({
    method: 'GET',
    path: `/${alias}-*`,
    query: { expand_wildcards: 'all' },
  });
  return Object.keys(body);
}
