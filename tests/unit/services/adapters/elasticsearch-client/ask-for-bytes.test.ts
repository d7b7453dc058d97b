import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BytesInPlace } from '#adapters/elasticsearch-client/decode-cbor.ts';
import { createElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { ElasticsearchError } from '#adapters/elasticsearch-client/elasticsearch-error.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Handler } from './with-server.ts';
import { fail, PRODUCT, serverAt, text, withServer } from './with-server.ts';

describe('requests for bytes', () => {
  it('gives texts of one name as bytes when it is asked to, and reads errors in that form too', () => {
    const type = 'application/vnd.elasticsearch+cbor;compatible-with=9';
    const answers = [
      // {"text": "xx…"} and {"error": "no"}
      { status: 200, hex: `bf6474657874790100${'78'.repeat(256)}ff` },
      { status: 400, hex: 'bf656572726f72626e6fff' },
      { status: 200, hex: 'bf64' },
    ];
    return withServer(
      (request, response) => {
        assert.match(request.headers.accept ?? '', /cbor/);
        const { status, hex } = answers.shift() ?? { status: 500, hex: '' };
        response.writeHead(status, { ...PRODUCT, 'content-type': type }).end(Buffer.from(hex, 'hex'));
      },
      async (connect) => {
        const client = connect();
        const { body } = await client.request<{ text: BytesInPlace }>({
          method: 'GET',
          path: '/',
          bytesOf: 'text',
        });
        const { bytes, start, end } = body.text;
        assert.equal(bytes.toString('utf8', start, end), 'x'.repeat(256));
        const refused = await fail(client, { bytesOf: 'text' });
        assert.ok(refused instanceof ElasticsearchError);
        assert.equal(refused.reason, 'no');
        assert.ok((await fail(client, { bytesOf: 'text' })) instanceof UnavailableError);
      },
    );
  });

  it('checks, times, gives up and repeats a request for bytes as any other', async () => {
    const asBytes = { bytesOf: 'text' };
    const cbor = { ...PRODUCT, 'content-type': 'application/vnd.elasticsearch+cbor;compatible-with=9' };
    let requests = 0;
    const answers: Handler[] = [
      (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      (_request, response) =>
        response.writeHead(404, PRODUCT).end('{"error":{"type":"index_not_found_exception","reason":"r"}}'),
      (_request, response) => response.writeHead(503, { 'content-type': 'text/html' }).end('<html>busy'),
      (_request, response) => void response.writeHead(200, cbor).write(Buffer.from('bf', 'hex')),
      () => {},
      (request) => request.socket.destroy(),
      async (request, response) => {
        assert.equal(request.url, '/a/_search?preference=a%26b');
        assert.match(request.headers['content-type'] ?? '', /json/);
        assert.match(request.headers.authorization ?? '', /^Basic /);
        assert.equal(await text(request), '{"query":"ü"}');
        response.writeHead(200, cbor).end(Buffer.from('bfff', 'hex'));
      },
    ];
    await withServer(
      (request, response) => answers[requests++]?.(request, response),
      async (connect) => {
        const client = connect({ username: 'elastic', password: 'pass word' });
        assert.match((await fail(client, asBytes)).message, /not Elasticsearch/);
        const gone = await fail(client, asBytes);
        assert.ok(gone instanceof ElasticsearchError);
        assert.equal(gone.type, 'index_not_found_exception');
        assert.match((await fail(client, asBytes)).message, /busy/);
        const late = await fail(client, { ...asBytes, timeoutMs: 50 });
        assert.ok(late instanceof UnavailableError);
        assert.match(late.message, /50 ms/);
        const controller = new AbortController();
        const given = fail(client, { ...asBytes, signal: controller.signal });
        setTimeout(() => controller.abort(), 20);
        assert.equal((await given).name, 'AbortError');
        const { body } = await client.request({
          ...asBytes,
          method: 'POST',
          path: '/a/_search',
          query: { preference: 'a&b' },
          body: { query: 'ü' },
          idempotent: true,
        });
        assert.deepEqual(body, {});
        assert.equal(requests, answers.length);
        assert.equal((await fail(client, { ...asBytes, signal: controller.signal })).name, 'AbortError');
      },
    );
    const nowhere = createElasticsearchClient({ server: serverAt('http://127.0.0.1:1'), settings: 'SEARCH' });
    assert.match((await fail(nowhere, asBytes)).message, /connection refused/);
    await nowhere.close();
  });

  it('ends a request that waits for a connection at its deadline', () =>
    withServer(
      () => {},
      async (connect) => {
        const client = connect();
        const waiting = Array.from({ length: 70 }, () => fail(client, { bytesOf: 'text', timeoutMs: 60 }));
        for (const failure of await Promise.all(waiting)) assert.match(failure.message, /60 ms/);
      },
    ));
});
