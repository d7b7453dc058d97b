/**
 * What the API over Elasticsearch is compared with: a small server that asks with a plain
 * `multi_match`. `ELASTICSEARCH_URL=… INDEX=… node bench/elasticsearch/plain-api.ts` prints its port. `GET /empty` answers nothing: the floor of
 * any HTTP server of Node.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@elastic/elasticsearch';

const client = new Client({ node: process.env.ELASTICSEARCH_URL ?? 'http://127.0.0.1:9200' });
const index = process.env.INDEX ?? 'profiles';
const JSON_HEAD = { 'content-type': 'application/json' };

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/empty') return response.writeHead(200, JSON_HEAD).end('{}');
  try {
    const { hits } = await client.search({
      index,
      size: 10,
      query: {
        multi_match: {
          query: searchParams.get('q') ?? '',
          fields: ['bio', 'category', 'username'],
          fuzziness: 'AUTO',
        },
      },
    });
    const data = hits.hits.map(({ _source }) => _source);
    return response.writeHead(200, JSON_HEAD).end(JSON.stringify({ count: data.length, data }));
  } catch (error) {
    return response.writeHead(500, JSON_HEAD).end(JSON.stringify({ error: String(error) }));
  }
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
