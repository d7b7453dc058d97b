import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createFilesystemObjectStore } from '#adapters/objects/filesystem/filesystem-object-store.ts';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { createApi } from '#api/server.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { createFakeSearchIndex } from '#tests/support/fakes/fake-search-index.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

async function startApi(t: TestContext, given?: SearchIndex) {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-draining-'));
  const index = given ?? createEmbeddedSearchIndex({ path: join(folder, 'search') });
  const objects = createFilesystemObjectStore({ path: join(folder, 'objects') });
  t.after(async () => {
    await index.close();
    await objects.close();
    await rm(folder, { recursive: true });
  });
  const api = createApi({
    index,
    objects,
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
    version: '1.2.3',
    rateLimit: 0,
    host: '127.0.0.1',
    port: 0,
    probes: (app) => void app.get('/here', async () => 'here'),
  });
  await api.start(new AbortController().signal);
  return api;
}

test('answers what arrives while it drains, and says that the connection ends', async (t) => {
  const api = await startApi(t);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const url = `http://127.0.0.1:${api.port()}/here`;

  assert.deepEqual(await ask(url, agent), { status: 200, connection: 'keep-alive', reused: false });
  const stopped = api.stop(10_000);
  assert.deepEqual(await ask(url, agent), { status: 200, connection: 'close', reused: true });
  await stopped;
  await assert.rejects(ask(url, agent), { code: 'ECONNREFUSED' });
});

test('connections without a request do not delay the end', { timeout: 300_000 }, async (t) => {
  const api = await startApi(t);
  const silent = connect(api.port(), '127.0.0.1');
  const halfSent = connect(api.port(), '127.0.0.1');
  t.after(() => {
    silent.destroy();
    halfSent.destroy();
  });
  await Promise.all([once(silent, 'connect'), once(halfSent, 'connect')]);
  halfSent.write('GET /here HTTP/1.1\r\nHost: x\r\n');
  await ask(`http://127.0.0.1:${api.port()}/here`, new Agent());
  // They would be cut after half of this, long after the test has timed out.
  const stopped = api.stop(600_000);
  await Promise.all([once(silent, 'close'), once(halfSent, 'close'), stopped]);
});

test('ends after the question of the warm-up that is in progress', async (t) => {
  const fake = createFakeSearchIndex();
  await fake.upsert([{ profile: searchableProfile(1), version: 1 }]);
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const index: SearchIndex = {
    ...fake,
    needsWarmUp: true,
    async searchTexts() {
      asked.resolve();
      await answer.promise;
      return { data: [], total: 0, matched: 'exact', facets: null, byMeaning: null, next: null };
    },
  };
  const api = await startApi(t, index);
  await asked.promise;
  const stopped = api.stop(60_000).then(() => 'ended');
  assert.equal(await Promise.race([stopped, sleep(300, 'waits')]), 'waits');
  answer.resolve();
  await stopped;
});

function ask(url: string, agent: Agent) {
  const { promise, resolve, reject } = Promise.withResolvers<object>();
  const request = get(url, { agent }, (response) => {
    response.resume();
    const { statusCode: status, headers } = response;
    response.on('end', () =>
      resolve({ status, connection: headers.connection, reused: request.reusedSocket }),
    );
  });
  request.on('error', reject);
  return promise;
}
