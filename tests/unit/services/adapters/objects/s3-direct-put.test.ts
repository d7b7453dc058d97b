import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { describe, test } from 'node:test';
import { ok, withS3Server } from '#tests/support/servers/fake-s3.ts';

const PNG = { contentType: 'image/png', immutable: true };
const DIRECT = undefined;

describe('pictures on S3 without the SDK', () => {
  test('the SDK writes the first object, and the next ones need it no more', async () => {
    const puts: IncomingHttpHeaders[] = [];
    await withS3Server(
      (request, response) => {
        if (request.method === 'PUT') puts.push({ ...request.headers, ':path': request.url });
        ok(response);
      },
      async (objects) => {
        await objects.put('avatars/a/1.png', Buffer.from('one'), PNG);
        await objects.put('avatars/a/2.png', Buffer.from('two'), PNG);
      },
    );
    const [first, second] = puts;
    assert.equal(puts.length, 2);
    assert.match(first?.['user-agent'] ?? '', /aws-sdk/);
    assert.equal(second?.['user-agent'], DIRECT);
    assert.equal(first?.[':path']?.toString().split('?')[0], '/pictures/avatars/a/1.png');
    assert.equal(second?.[':path'], '/pictures/avatars/a/2.png');
    for (const name of ['content-type', 'cache-control', 'if-none-match', 'content-length', 'host'])
      assert.equal(second?.[name], first?.[name], name);
    const scope = /Credential=AKIDTEST\/\d{8}\/us-east-1\/s3\/aws4_request/;
    assert.match(first?.authorization ?? '', scope);
    assert.match(second?.authorization ?? '', scope);
    assert.match(second?.authorization ?? '', /SignedHeaders=[^,]*if-none-match[^,]*x-amz-content-sha256/);
  });

  test('asks for the keys each time: those of a role end', async () => {
    const tokens: unknown[] = [];
    let issued = 0;
    await withS3Server(
      (request, response) => {
        if (request.method === 'PUT') tokens.push(request.headers['x-amz-security-token']);
        ok(response);
      },
      async (objects) => {
        for (const key of ['1', '2', '3']) await objects.put(key, Buffer.from(key), PNG);
      },
      {
        credentials: async () => ({
          accessKeyId: 'AKIDTEST',
          secretAccessKey: 'very-secret',
          sessionToken: `token-${++issued}`,
          // The SDK asks again for keys that end within five minutes.
          expiration: new Date(Date.now() + 1_000),
        }),
      },
    );
    assert.equal(new Set(tokens).size, 3);
    assert.ok(tokens.every((token) => /^token-\d+$/.test(String(token))));
  });

  test('takes an object that is there for written', () =>
    withS3Server(
      (request, response) => {
        const isThere = request.method === 'PUT' && request.url?.startsWith('/pictures/old');
        return isThere ? response.writeHead(412).end() : ok(response);
      },
      async (objects, requests) => {
        await objects.put('new', Buffer.from('1'), PNG);
        const before = requests.length;
        await objects.put('old', Buffer.from('1'), PNG);
        assert.deepEqual(requests.slice(before), ['PUT']);
      },
    ));

  for (const [fault, breakOff] of [
    ['an answer of 503', false],
    ['a closed connection', true],
  ] as const) {
    test(`the SDK repeats what ended with ${fault}`, async () => {
      const agents: (string | undefined)[] = [];
      await withS3Server(
        (request, response) => {
          if (request.method !== 'PUT') return ok(response);
          const agent = request.headers['user-agent'];
          agents.push(agent);
          if (agent !== DIRECT) return ok(response);
          if (breakOff) response.destroy();
          else response.writeHead(503).end();
        },
        async (objects) => {
          await objects.put('1', Buffer.from('1'), PNG);
          await objects.put('2', Buffer.from('2'), PNG);
        },
      );
      assert.equal(agents.length, 3);
      assert.equal(agents[1], DIRECT);
      assert.match(agents[2] ?? '', /aws-sdk/);
    });
  }

  test('a server that stays busy gets four attempts', () =>
    withS3Server(
      (request, response, count) =>
        request.method === 'PUT' && count > 2 ? response.writeHead(503).end() : ok(response),
      async (objects, requests) => {
        await objects.put('1', Buffer.from('1'), PNG);
        const before = requests.length;
        await assert.rejects(objects.put('2', Buffer.from('2'), PNG), { code: 'server_error' });
        assert.equal(requests.length - before, 4);
      },
    ));
});
