import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { createElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { ElasticsearchError } from '#adapters/elasticsearch-client/elasticsearch-error.ts';
import { UnavailableError } from '#ports/errors.ts';
import { fail, PRODUCT, serverAt, text, withServer } from './with-server.ts';

describe('elasticsearch client', () => {
  it('sends JSON with the credentials and gives back the parsed answer', () =>
    withServer(
      async (request, response) => {
        response.writeHead(200, PRODUCT);
        response.end(
          JSON.stringify({
            authorization: request.headers.authorization,
            url: request.url,
            body: await text(request),
          }),
        );
      },
      async (connect) => {
        const client = connect({ username: 'elastic', password: 'pass word' });
        const { body } = await client.request<Record<string, string>>({
          method: 'POST',
          path: '/a%20b/_search',
          query: { filter_path: 'hits.total', size: 1 },
          body: { query: 'ü' },
        });
        assert.deepEqual(body, {
          authorization: `Basic ${Buffer.from('elastic:pass word').toString('base64')}`,
          url: '/a%20b/_search?filter_path=hits.total&size=1',
          body: '{"query":"ü"}',
        });
        const withKey = connect({ username: 'elastic', password: 'x', apiKey: 'a2V5' });
        const second = await withKey.request<Record<string, string>>({ method: 'GET', path: '/' });
        assert.equal(second.body.authorization, 'ApiKey a2V5');
      },
    ));

  const answers: [status: number, type: string, error: string][] = [
    [401, 'security_exception', 'UnavailableError'],
    [403, 'security_exception', 'UnavailableError'],
    [403, 'cluster_block_exception', 'UnavailableError'],
    [429, 'es_rejected_execution_exception', 'UnavailableError'],
    [503, 'no_shard_available_action_exception', 'UnavailableError'],
    [400, 'mapper_parsing_exception', 'ElasticsearchError'],
    [404, 'index_not_found_exception', 'ElasticsearchError'],
  ];
  for (const [status, type, name] of answers) {
    it(`takes ${status} ${type} for an ${name}`, () =>
      withServer(
        (_request, response) => {
          response.writeHead(status, PRODUCT);
          response.end(JSON.stringify({ error: { type, reason: 'because' }, status }));
        },
        async (connect) => {
          const client = connect({ username: 'someone', password: 'hunter2' });
          const failure = await fail(client);
          assert.equal(failure.name, name);
          assert.ok(!failure.message.includes('hunter2'));
          if (status === 401) assert.match(failure.message, /SEARCH_USERNAME/);
          if (failure instanceof ElasticsearchError) assert.equal(failure.type, type);
          const accepted = await client.request({ method: 'GET', path: '/', accept: [status] });
          assert.equal(accepted.status, status);
        },
      ));
  }

  it('says when what answers is another product, or no server at all', async () => {
    await withServer(
      (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      async (connect) => {
        const failure = await fail(connect());
        assert.ok(failure instanceof UnavailableError);
        assert.match(failure.message, /not Elasticsearch.*SEARCH_URL/);
      },
    );
    const client = createElasticsearchClient({ server: serverAt('http://127.0.0.1:1'), settings: 'SEARCH' });
    const failure = await fail(client);
    assert.ok(failure instanceof UnavailableError);
    assert.match(failure.message, /http:\/\/127\.0\.0\.1:1: connection refused.*SEARCH_URL/);
    await client.close();
    assert.equal((await fail(client)).name, 'UnavailableError');
  });

  it('ends an answer that drips beyond the deadline, and one that the caller gives up', () =>
    withServer(
      (_request, response) => {
        response.writeHead(200, PRODUCT);
        const drip = setInterval(() => response.write(' '), 5);
        response.on('close', () => clearInterval(drip));
      },
      async (connect) => {
        const client = connect();
        const late = await fail(client, { timeoutMs: 50 });
        assert.ok(late instanceof UnavailableError);
        assert.match(late.message, /50 ms/);
        const controller = new AbortController();
        const given = fail(client, { signal: controller.signal });
        setTimeout(() => controller.abort(), 20);
        assert.equal((await given).name, 'AbortError');
      },
    ));

  it('asks again when a kept connection was closed, unless the request must not be doubled', () => {
    let requests = 0;
    return withServer(
      (request, response) => {
        requests++;
        if (requests % 2 === 0) request.socket.destroy();
        else response.writeHead(200, PRODUCT).end('{}');
      },
      async (connect) => {
        const client = connect();
        await client.request({ method: 'GET', path: '/' });
        await client.request({ method: 'GET', path: '/' });
        assert.equal(requests, 3);
        const failure = await client.request({ method: 'POST', path: '/' }).catch((error: unknown) => error);
        assert.ok(failure instanceof UnavailableError);
        assert.equal(requests, 4);
      },
    );
  });

  it('keeps the credentials and what was sent out of its errors', async () => {
    await withServer(
      (request) => request.socket.destroy(),
      async (connect) => {
        const client = connect({ username: 'someone', password: 'hunter2' });
        const body = { bio: 'a private matter' };
        const failure = await client
          .request({ method: 'POST', path: '/', body })
          .catch((error: unknown) => error);
        const shown = inspect(failure, { depth: Number.POSITIVE_INFINITY, showHidden: true });
        assert.match(shown, /UnavailableError/);
        for (const secret of ['hunter2', Buffer.from('someone:hunter2').toString('base64'), 'private'])
          assert.ok(!shown.includes(secret));
      },
    );
  });

  it('takes a broken answer for an unusable server', () =>
    withServer(
      (_request, response) => {
        response.writeHead(200, { ...PRODUCT, 'content-length': 100 });
        response.write('{"half":');
        setImmediate(() => response.destroy());
      },
      async (connect) => assert.equal((await fail(connect())).name, 'UnavailableError'),
    ));
});
