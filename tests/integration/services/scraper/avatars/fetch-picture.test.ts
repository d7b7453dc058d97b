import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { after, afterEach, test } from 'node:test';
import { AvatarFault } from '#scraper/avatars/avatar-fault.ts';
import type { AddressRule } from '#scraper/fetch/address-rule.ts';
import { createFetchers, lasting, passing, resolveTestHost } from '#tests/support/picture-fetchers.ts';
import { startPictureServer } from '#tests/support/servers/picture-server.ts';
import { TEST_CERTIFICATE } from '#tests/support/servers/test-certificate.ts';

const server = await startPictureServer();
const tlsServer = await startPictureServer({ tls: true });
const { open, closeAll } = createFetchers();
after(() => Promise.all([server.close(), tlsServer.close()]));
afterEach(async () => {
  await closeAll();
  for (const { answers, requests } of [server, tlsServer]) {
    answers.clear();
    requests.length = 0;
  }
});
const at = (path: string, host = 'a.test') => `http://${host}:${server.port}${path}`;

test('fetches the bytes, says who asks, and brings nothing else along', async () => {
  server.answers.set('/x', (response) => response.setHeader('set-cookie', 'id=1').end('picture'));
  const fetch = open();
  assert.equal(String(await fetch(at('/x?size=1'))), 'picture');
  assert.equal(String(await fetch(at('/x'))), 'picture');
  for (const { headers } of server.requests) {
    const names = ['accept', 'accept-encoding', 'connection', 'host', 'user-agent'];
    assert.deepEqual(Object.keys(headers).sort(), names);
    assert.equal(headers.host, `a.test:${server.port}`);
    assert.equal(headers['user-agent'], 'InfluScope/1');
  }
});

test('asks no proxy, whatever the environment names', async () => {
  server.answers.set('/x', (response) => response.end('picture'));
  const before = process.env.HTTP_PROXY;
  process.env.HTTP_PROXY = 'http://127.0.0.1:9';
  try {
    assert.equal(String(await open()(at('/x'))), 'picture');
  } finally {
    if (before === undefined) delete process.env.HTTP_PROXY;
    else process.env.HTTP_PROXY = before;
  }
});

test('over TLS the name is checked although the address is pinned', async () => {
  tlsServer.answers.set('/x', (response) => response.end('picture'));
  const fetch = open({ ca: TEST_CERTIFICATE.cert });
  assert.equal(String(await fetch(`https://pictures.test:${tlsServer.port}/x`)), 'picture');
  assert.equal(tlsServer.requests[0]?.headers.host, `pictures.test:${tlsServer.port}`);
  await assert.rejects(fetch(`https://other.test:${tlsServer.port}/x`), lasting(/certificate/));
  await assert.rejects(open()(`https://pictures.test:${tlsServer.port}/x`), lasting(/certificate/));
});

test('follows three redirects, relative ones too, and no more', async () => {
  const redirects = {
    '/0': '/1',
    '/1': '2',
    '/2': `//b.test:${server.port}/3`,
    '/3': '/4?x#y',
    '/loop': '/loop',
  };
  for (const [from, location] of Object.entries(redirects)) {
    server.answers.set(from, (response) => response.writeHead(302, { location }).end());
  }
  server.answers.set('/4', (response) => response.end('picture'));
  const fetch = open();
  assert.equal(String(await fetch(at('/1'))), 'picture');
  await assert.rejects(fetch(at('/0')), lasting(/too many redirects/));
  await assert.rejects(fetch(at('/loop')), lasting(/too many redirects/));
  assert.equal(server.requests.filter(({ path }) => path === '/loop').length, 4);
});

test('checks where a redirect leads as it does the first address', async () => {
  const fetch = open();
  const refused: [string, RegExp][] = [
    ['http://169.254.169.254/latest/meta-data/', /public internet/],
    ['http://0xa9fea9fe/', /public internet/],
    ['http://[fd00:ec2::254]/', /public internet/],
    ['http://[::ffff:169.254.169.254]/', /public internet/],
    [`http://metadata.internal:${server.port}/`, /public internet/],
    [`http://loopback.internal:${server.port}/`, /public internet/],
    [`http://private.internal:${server.port}/`, /public internet/],
    [`http://127.0.0.2:${server.port}/`, /public internet/],
    ['http://localhost/', /does not exist/],
    ['file:///etc/passwd', /neither http nor https/],
    [`http://user:secret@a.test:${server.port}/`, /credentials/],
    ['http://', /not valid/],
  ];
  for (const [location, message] of refused) {
    server.answers.set('/away', (response) => response.writeHead(301, { location }).end());
    await assert.rejects(fetch(at('/away')), { name: 'AvatarFault', message }, location);
  }
});

test('a name with a single address that is not public is refused, and nothing is sent', async () => {
  const fetch = open();
  for (const host of ['mixed.internal', 'private.internal', 'loopback.internal', 'metadata.internal']) {
    await assert.rejects(fetch(at('/x', host)), lasting(/public internet/), host);
  }
  assert.equal(server.requests.length, 0);
});

test('a name that means something else the next moment gains nothing', async () => {
  server.answers.set('/x', (response) => response.setHeader('connection', 'close').end('picture'));
  const answers = [['127.0.0.1'], ['127.0.0.2']];
  const fetch = open({ resolveHost: async () => answers.shift() ?? [] });
  assert.equal(String(await fetch(at('/x', 'rebind.example'))), 'picture');
  assert.equal(answers.length, 1, 'a name is looked up once for a connection');
  await assert.rejects(fetch(at('/x', 'rebind.example')), lasting(/public internet/));
  assert.equal(server.requests.length, 1);
});

test('whatever led to a connection, its other end is checked before anything is sent', async () => {
  let checks = 0;
  const rule: AddressRule = { allowsAddress: () => ++checks === 1, allowsPort: () => true };
  await assert.rejects(open({ rule })(at('/x')), lasting(/public internet/));
  assert.equal(checks, 2);
  assert.equal(server.requests.length, 0);
});

test('by the rule of production nothing on this machine is reached', async () => {
  const { open: openPlain, closeAll: closePlain } = createFetchers({ isProduction: true });
  const fetch = openPlain({ resolveHost: async () => ['127.0.0.1'] });
  const urls = ['http://a.test/', 'http://127.0.0.1/', 'http://127.0.0.1./', at('/x'), 'https://[::1]/'];
  for (const url of urls) await assert.rejects(fetch(url), { name: 'AvatarFault', isPermanent: true }, url);
  assert.equal(server.requests.length, 0);
  await closePlain();
});

test('tells what may pass from what will not', async () => {
  const lastingStatuses = [201, 204, 304, 400, 401, 403, 404, 410, 451];
  for (const status of [...lastingStatuses, 408, 425, 429, 500, 502, 503]) {
    server.answers.set('/x', (response) => response.writeHead(status).end());
    const isPermanent = lastingStatuses.includes(status);
    const message = `the host responded with status ${status}`;
    await assert.rejects(open()(at('/x')), { name: 'AvatarFault', isPermanent, message });
  }
});

test('hands on how long a server wants to be left alone, and leaves it alone', async () => {
  server.answers.set('/x', (response) => response.writeHead(429, { 'retry-after': '30' }).end());
  const fetch = open();
  await assert.rejects(fetch(at('/x')), { isPermanent: false, retryAfterMs: 30_000 });
  await assert.rejects(fetch(at('/x')), passing(/status 429/));
  assert.equal(server.requests.length, 1);
});

test('names that lead nowhere', async () => {
  const failing = (code: string) => () =>
    Promise.reject(Object.assign(new Error('query'), { code, syscall: 'queryA' }));
  await assert.rejects(open({ resolveHost: failing('ENOTFOUND') })(at('/x')), passing(/does not exist/));
  for (const code of ['ESERVFAIL', 'ETIMEOUT', 'ECONNREFUSED', 'EREFUSED']) {
    await assert.rejects(open({ resolveHost: failing(code) })(at('/x')), passing(/cannot be resolved/), code);
  }
  await assert.rejects(open({ resolveHost: async () => [] })(at('/x')), lasting(/public internet/));
});

test('servers that break off, talk too much or are none', async () => {
  server.answers.set('/cut', (response) => {
    response.writeHead(200, { 'content-length': 100 }).write('x', () => response.destroy());
  });
  server.answers.set('/reset', (response) => response.socket?.resetAndDestroy());
  server.answers.set('/heads', (response) => response.setHeader('x-long', 'x'.repeat(20_000)).end());
  await assert.rejects(open()(at('/cut')), passing(/was lost/));
  await assert.rejects(open()(at('/reset')), passing(/was lost/));
  await assert.rejects(open()(at('/heads')), lasting(/web server/));
  const mail = createServer((socket) =>
    socket
      .on('error', () => {})
      .resume()
      .end('220 mail ready\r\n'),
  );
  mail.listen(0, '127.0.0.1');
  await once(mail, 'listening');
  const { port } = mail.address() as AddressInfo;
  try {
    await assert.rejects(open()(`http://a.test:${port}/`), lasting(/web server/));
  } finally {
    mail.close();
    await once(mail, 'close');
  }
  await assert.rejects(open()(`http://a.test:${port}/`), passing(/does not respond/));
});

test('a fault says nothing that a stranger should not read', async () => {
  const fault: unknown = await open()(at('/x?token=secret', 'private.internal')).catch((error) => error);
  assert.ok(fault instanceof AvatarFault);
  assert.doesNotMatch(fault.message, /secret|10\.0\.0\.1|private/);
  await assert.rejects(resolveTestHost('absent.example'));
});
