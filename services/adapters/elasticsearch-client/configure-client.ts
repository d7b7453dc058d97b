import { parseServerUrl } from '#adapters/server-url.ts';
import type { Environment } from '#runtime/config/environment.ts';
import { fileContent, readVariables, secret } from '#runtime/config/variable.ts';
import type { ElasticsearchClient } from './elasticsearch-client.ts';
import { createElasticsearchClient } from './elasticsearch-client.ts';
import { readIndexName } from './index-name.ts';

/** Large batches suit the server: a small request costs it as much processor time as ten documents. */
export const SERVER_BATCH = 200;

export type ElasticsearchPort = 'SEARCH' | 'RECORDS';

export const elasticsearchVariables = (port: ElasticsearchPort) => ({
  username: secret(`${port}_USERNAME`, 'Elasticsearch user'),
  password: secret(`${port}_PASSWORD`, 'Elasticsearch password'),
  apiKey: secret(`${port}_API_KEY`, 'Elasticsearch API key, instead of user and password'),
  ca: fileContent(`${port}_CA_FILE`, 'for `https://`: PEM file of the certificate authority'),
});

export interface ConfiguredClient {
  index: string;
  /** The user that the client signs in as; `null` for none. */
  username: string | null;
  connect(): ElasticsearchClient;
}

/** Reads the server, the index and the credentials that one port uses. Notes faults in the environment. */
export function configureElasticsearch(
  port: ElasticsearchPort,
  { url: text, defaultIndex }: { url: string; defaultIndex: string },
  environment: Environment,
): ConfiguredClient {
  const server = parseServerUrl(port, text, environment);
  const options = readVariables(elasticsearchVariables(port), environment);
  const name = readIndexName(server.url, defaultIndex);
  if ('fault' in name) environment.fault(`${port}_URL`, name.fault);
  const username = options.username ?? server.username;
  return {
    index: 'index' in name ? name.index : defaultIndex,
    username,
    connect: () =>
      createElasticsearchClient({
        server: {
          ...options,
          url: server.url,
          username,
          password: options.password ?? server.password,
        },
        settings: port,
      }),
  };
}
