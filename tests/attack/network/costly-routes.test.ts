import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { stringText } from '#adapters/search/stored/string-text.ts';
import { mountExport } from '#api/routes/export.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { createHttpServer } from '#runtime/http/http-server.ts';
import { eventually } from '#tests/support/eventually.ts';
import { createFakeSearchIndex } from '#tests/support/fakes/fake-search-index.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';
import { exchange, requestText } from './raw-connection.ts';

const LIMIT = 5;
const KEPT = [
  ['host', 'localhost'],
  ['connection', 'keep-alive'],
] as const;
/** The statuses of the answers to requests that one client pipelines. */
const statusesOf = async (port: number, bytes: string) =>
  [...(await exchange(port, bytes)).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

const targets: [target: string, allowed: number][] = [
  ['/export', 1],
  ['/%65xport', 1],
  ['http://localhost/export', 1],
  ['/profiles/instagram:1/similar', 1],
  ['/creators/instagram:1', 1],
  ['/compare?id=instagram:1&id=instagram:2', 2],
  ['/results?q=tech', 1],
  ['/', 1],
];
for (const [target, allowed] of targets) {
  test(`a costly request uses more of the limit than others: GET ${target}`, async (t) => {
    // The limit refills while an answer is made, so a slow machine would allow one more.
    const nowMs = performance.now();
    t.mock.method(performance, 'now', () => nowMs);
    await using api = await startPublicApi([searchableProfile(1), searchableProfile(2)], {
      rateLimit: LIMIT,
    });
    const statuses = await statusesOf(api.port, requestText('GET', target, KEPT).repeat(20));
    assert.deepEqual(statuses, [...Array(allowed).fill(200), 429]);
  });
}

/** A server whose routes `/costly` and `/cheap` answer when the test says so. */
async function startHeld(t: TestContext) {
  const app = createHttpServer({ logger: silentLogger(), bodyLimit: 1, guard: { limit: 100 } });
  const held: { url: string; response: ServerResponse }[] = [];
  for (const [url, cost] of [
    ['/costly', 2],
    ['/cheap', 1],
  ] as const) {
    app.get(url, { config: { cost } }, (request, reply) => {
      held.push({ url: request.url, response: reply.raw });
    });
  }
  const port = await listen(t, app);
  const ask = (path: string, localAddress = '127.0.0.1') => {
    const request = get({ port, host: '127.0.0.1', path, localAddress, agent: false });
    request.on('error', () => {});
    request.on('response', (response) => response.resume());
  };
  const arrived = (...urls: string[]) =>
    eventually(async () => assert.deepEqual(held.map(({ url }) => url).sort(), urls.sort()));
  return { port, ask, held, arrived };
}

async function listen(t: TestContext, app: HttpServer): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  t.after(async () => {
    app.server.closeAllConnections();
    await app.close();
  });
  return (app.server.address() as AddressInfo).port;
}

test('a client has one request to a costly route in progress; its other requests and other clients do not wait', async (t) => {
  const { ask, held, arrived } = await startHeld(t);
  ask('/costly?1');
  await arrived('/costly?1');
  ask('/costly?2');
  ask('/cheap');
  ask('/costly?other', '127.0.0.2');
  await arrived('/costly?1', '/cheap', '/costly?other');
  held[0]?.response.end();
  await arrived('/costly?1', '/cheap', '/costly?other', '/costly?2');
});

test('cheap requests that are pipelined behind a waiting costly one do not block it', async (t) => {
  const { port, ask, held, arrived } = await startHeld(t);
  ask('/costly?1');
  await arrived('/costly?1');
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  const behind = ['/cheap?1', '/cheap?2', '/cheap?3', '/cheap?4'];
  socket.write(['/costly?2', ...behind].map((path) => requestText('GET', path, KEPT)).join(''));
  await arrived('/costly?1', ...behind);
  held[0]?.response.end();
  await arrived('/costly?1', ...behind, '/costly?2');
});

test('an export ends, and gives its place to others, when its client does not take a batch in time', async (t) => {
  const app = createHttpServer({ logger: silentLogger(), bodyLimit: 1 });
  let started = 0;
  let ended = 0;
  const row = stringText(JSON.stringify({ bio: 'x'.repeat(1_000_000) }), searchableProfile(1));
  mountExport(app, {
    index: {
      ...createFakeSearchIndex(),
      async *scan() {
        started++;
        try {
          for (;;) yield [row];
        } finally {
          ended++;
        }
      },
    },
    percentiles: {
      annotate: async (all) => [...all],
      current: async () => ({ endOf: () => ({ text: '}', bytes: Buffer.from('}') }) }),
    },
    batchTimeoutMs: 200,
  });
  const port = await listen(t, app);
  for (let i = 1; i <= 3; i++) {
    const socket = connect(port, '127.0.0.1').pause();
    t.after(() => socket.destroy());
    socket.on('error', () => {});
    socket.write(requestText('GET', '/export', KEPT));
    await eventually(async () => assert.deepEqual({ started, ended }, { started: i, ended: i }));
  }
});
