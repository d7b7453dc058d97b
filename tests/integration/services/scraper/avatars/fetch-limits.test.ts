import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { createHostResolver } from '#scraper/fetch/resolve-host.ts';
import { createFetchers, lasting, passing } from '#tests/support/picture-fetchers.ts';
import { startDnsServer } from '#tests/support/servers/dns-server.ts';
import { sendEndlessly, startPictureServer } from '#tests/support/servers/picture-server.ts';

const MB = 1024 * 1024;
const server = await startPictureServer();
const { open, closeAll } = createFetchers();
after(() => server.close());
afterEach(async () => {
  await closeAll();
  server.answers.clear();
});
const at = (path: string, host = 'a.test') => `http://${host}:${server.port}${path}`;

test('a picture of 10 GB ends with its declaration, or with the first byte too many', async () => {
  const chunk = Buffer.alloc(64 * 1024, 1);
  server.answers.set('/declared', (response) => {
    response.writeHead(200, { 'content-length': 10 * 1024 * MB });
    sendEndlessly(response, chunk);
  });
  server.answers.set('/undeclared', (response) => sendEndlessly(response, chunk));
  const fetch = open();
  const before = server.bytesSent();
  await assert.rejects(fetch(at('/declared')), lasting(/^larger than 2 MB/));
  await assert.rejects(fetch(at('/undeclared')), lasting(/^larger than 2 MB/));
  // What lies in the sockets comes on top.
  assert.ok(server.bytesSent() - before < 32 * MB, `${server.bytesSent() - before} bytes were sent`);
});

test('a body that grows when it is decompressed ends at the same limit', async () => {
  const zeros = Buffer.alloc(16 * MB);
  const empty = gzipSync(Buffer.alloc(0));
  const bombs: Record<string, Buffer> = {
    gzip: gzipSync(zeros),
    deflate: deflateSync(zeros),
    br: brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
    // Large on the wire only: a great many empty files.
    'x-gzip': Buffer.concat(Array.from({ length: 300_000 }, () => empty)),
  };
  const fetch = open();
  for (const [encoding, bomb] of Object.entries(bombs)) {
    server.answers.set(`/${encoding}`, (response) =>
      response.setHeader('content-encoding', encoding).end(bomb),
    );
    await assert.rejects(fetch(at(`/${encoding}`)), lasting(/^larger than 2 MB/), encoding);
  }
});

test('decompresses what was not asked for, and refuses what it cannot', async () => {
  const serve = (encoding: string, body: Buffer | string) =>
    server.answers.set('/x', (response) => response.setHeader('content-encoding', encoding).end(body));
  const bodies: [string, Buffer][] = [
    ['gzip', gzipSync('picture')],
    ['deflate', deflateSync('picture')],
    ['BR', brotliCompressSync('picture')],
    ['identity', Buffer.from('picture')],
  ];
  const fetch = open();
  for (const [encoding, body] of bodies) {
    serve(encoding, body);
    assert.equal(String(await fetch(at('/x'))), 'picture', encoding);
  }
  for (const encoding of ['zstd', 'gzip, gzip', 'compress']) {
    serve(encoding, 'picture');
    await assert.rejects(fetch(at('/x')), lasting(/encoding is unknown/), encoding);
  }
  for (const encoding of ['gzip', 'deflate', 'br']) {
    serve(encoding, '\xff\xff no');
    await assert.rejects(fetch(at('/x')), lasting(/encoded content is damaged/), encoding);
  }
});

test('a body that drips, and a server that says nothing, end in time', async () => {
  server.answers.set('/drip', (response) => {
    const timer = setInterval(() => response.write('x'), 20);
    response.once('close', () => clearInterval(timer));
  });
  server.answers.set('/silent', () => {});
  server.answers.set('/stalled', (response) => response.write('x'));
  const limits = { totalMs: 300 };
  await Promise.all(
    ['/drip', '/silent', '/stalled'].map((path) =>
      assert.rejects(open({ limits })(at(path)), passing(/timed out/), path),
    ),
  );
  // Silence has a limit of its own: the time for all is far away.
  await assert.rejects(open({ limits: { idleMs: 100 } })(at('/stalled')), passing(/timed out/));
});

test('redirects share one allowance of time', async () => {
  server.answers.set('/slow', (response) => {
    setTimeout(() => response.writeHead(302, { location: '/slow' }).end(), 150);
  });
  await assert.rejects(open({ limits: { totalMs: 400 } })(at('/slow')), passing(/timed out/));
});

test('waiting for a turn takes nothing of the allowance of time', async (t) => {
  server.answers.set('/x', (response) => response.end('picture'));
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const fetch = open({ limits: { totalMs: 1_000, perHost: 1 } });
  const [using, used] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = fetch(at('/x'), undefined, async (bytes) => {
    using.resolve();
    await used.promise;
    return bytes;
  });
  const second = fetch(at('/x'));
  await using.promise;
  t.mock.timers.tick(5_000);
  used.resolve();
  assert.deepEqual((await Promise.all([first, second])).map(String), ['picture', 'picture']);
});

test('asks one host with three requests at the same time at most', async () => {
  const busy = await startPictureServer();
  const held: (() => void)[] = [];
  busy.answers.set('/x', (response) => {
    held.push(() => response.end('picture'));
    // A fourth that comes at the same time would be counted before these are answered.
    if (held.length === 3)
      setImmediate(() => {
        for (const answer of held.splice(0)) answer();
      });
  });
  const fetch = open();
  await Promise.all(Array.from({ length: 12 }, () => fetch(`http://busy.test:${busy.port}/x`)));
  assert.equal(busy.most(), 3);
  await busy.close();
});

test('a signal ends a fetch, also one that waits for its turn', async () => {
  const asked = new Promise<void>((resolve) => {
    server.answers.set('/silent', () => resolve());
  });
  const fetch = open({ limits: { perHost: 1 } });
  const stopping = new AbortController();
  const fetches = [1, 2].map(() => fetch(at('/silent'), stopping.signal));
  const settled = Promise.allSettled(fetches);
  await asked;
  const reason = new Error('stopping');
  stopping.abort(reason);
  for (const one of await settled) assert.equal(one.status === 'rejected' && one.reason, reason);
  server.answers.set('/x', (response) => response.end('picture'));
  assert.equal(String(await fetch(at('/x'))), 'picture');
});

test('a real name server that changes its answer between two questions gains nothing', async () => {
  server.answers.set('/x', (response) => response.setHeader('connection', 'close').end('picture'));
  const dns = await startDnsServer(['127.0.0.1']);
  const resolve = createHostResolver([`127.0.0.1:${dns.port}`]);
  const fetch = open({
    async resolveHost(hostname) {
      const addresses = await resolve(hostname);
      // A client that resolved the name again before it connects would now go there.
      dns.addresses = ['127.0.0.2'];
      return addresses;
    },
  });
  assert.equal(String(await fetch(at('/x', 'rebind.example'))), 'picture');
  await assert.rejects(fetch(at('/x', 'rebind.example')), lasting(/public internet/));
  dns.addresses = [];
  await assert.rejects(fetch(at('/x', 'empty.example')), passing(/does not exist/));
  await dns.close();
});
