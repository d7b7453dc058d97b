import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { askForUsers, isWithoutUsers } from '#cli/targets/kubernetes/secrets/ask-for-users.ts';
import { chooseReader } from '#cli/targets/kubernetes/secrets/fit-search-reader.ts';

const WRITER = { name: 'elastic', password: 'secret' };
const NO_HANDLER = '{"error":"no handler found for uri [/_security/role/x] and method [GET]"}';

/** What `askForUsers` makes of a server that answers with this, and what it asked. */
async function ask(status: number, text: string) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const hasUsers = await askForUsers(url, WRITER, new AbortController().signal);
    return { hasUsers, asked };
  } finally {
    server.close();
  }
}

test('a server that knows roles has users, whether the role exists or not', async () => {
  const { hasUsers, asked } = await ask(404, '{}');
  assert.equal(hasUsers, true);
  assert.equal(asked[0]?.method, 'GET');
  assert.match(asked[0]?.url ?? '', /^\/_security\/role\//);
  const login = Buffer.from('elastic:secret').toString('base64');
  assert.equal(asked[0]?.headers.authorization, `Basic ${login}`);
  assert.equal((await ask(200, '{"influscope-profiles-reader":{}}')).hasUsers, true);
});

test('a server that has no handler for roles has no users', async () => {
  for (const [status, text] of [
    [400, NO_HANDLER],
    [405, '{"error":"Incorrect HTTP method for uri [/_security/role/x] and method [GET], allowed: [POST]"}'],
    [500, '{"error":{"reason":"Security must be explicitly enabled when using a [basic] license"}}'],
  ] as const)
    assert.equal((await ask(status, text)).hasUsers, false, text);
});

test('other answers do not tell whether a server has users', async () => {
  for (const [status, text] of [
    [401, '{"error":{"reason":"unable to authenticate user [elastic]"}}'],
    [403, '{"error":{"reason":"action is unauthorized"}}'],
    [500, '{"error":{"reason":"all shards failed"}}'],
    [503, NO_HANDLER],
  ] as const)
    assert.equal((await ask(status, text)).hasUsers, null, text);
});

test('a login on a server without users is not a refused one', () => {
  assert.equal(isWithoutUsers({ status: 400, text: NO_HANDLER }), true);
  assert.equal(isWithoutUsers({ status: 401, text: '{}' }), false);
});

const SEPARATE = {
  'search-username': 'elastic',
  'search-password': 'one',
  'search-reader-username': 'reader',
  'search-reader-password': 'two',
};
const SHARED = { ...SEPARATE, 'search-reader-username': 'elastic', 'search-reader-password': 'one' };

test('without users, the reader gets the name and password of the writer', () => {
  assert.deepEqual(chooseReader(SEPARATE, false), {
    'search-reader-username': 'elastic',
    'search-reader-password': 'one',
  });
  assert.equal(chooseReader(SHARED, false), null);
});

test('without users, the reader follows a new password of the writer', () => {
  const changed = { ...SHARED, 'search-password': 'new' };
  assert.equal(chooseReader(changed, false)?.['search-reader-password'], 'new');
});

test('once the server has users, the reader is a user of its own again', () => {
  const next = chooseReader(SHARED, true);
  assert.match(next?.['search-reader-username'] ?? '', /^influscope-reader-/);
  assert.notEqual(next?.['search-reader-password'], SHARED['search-password']);
  assert.equal(chooseReader(SEPARATE, true), null);
});

test('if the server does not tell, the reader stays as it is', () => {
  assert.equal(chooseReader(SEPARATE, null), null);
  assert.equal(chooseReader(SHARED, null), null);
});
