import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  ElasticsearchClient,
  ElasticsearchServer,
} from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { createElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';

/** What the answers of Elasticsearch begin with. */
export const PRODUCT = { 'x-elastic-product': 'Elasticsearch', 'content-type': 'application/json' };

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;
type Connect = (overrides?: Partial<ElasticsearchServer>) => ElasticsearchClient;

/** Runs a server with this handler, and what connects to it. */
export async function withServer(handler: Handler, work: (connect: Connect) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => void handler(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients: ElasticsearchClient[] = [];
  try {
    await work((overrides) => {
      const client = createElasticsearchClient({ server: serverAt(url, overrides), settings: 'SEARCH' });
      clients.push(client);
      return client;
    });
  } finally {
    await Promise.all(clients.map((client) => client.close()));
    server.closeAllConnections();
    server.close();
  }
}

export function serverAt(url: string, overrides: Partial<ElasticsearchServer> = {}): ElasticsearchServer {
  return {
    url: new URL(url),
    username: null,
    password: null,
    apiKey: null,
    ca: null,
    ...overrides,
  };
}

/** The error of a request that has to fail. */
export async function fail(client: ElasticsearchClient, options: object = {}): Promise<Error> {
  const result = await client
    .request({ method: 'GET', path: '/', ...options })
    .catch((error: unknown) => error);
  assert.ok(result instanceof Error);
  return result;
}

/** The body of a request. */
export async function text(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk as string;
  return body;
}
