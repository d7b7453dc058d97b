import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createFilesystemObjectStore } from '#adapters/objects/filesystem/filesystem-object-store.ts';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { createApi } from '#api/server.ts';

test('answers what arrives while it drains, and says that the connection ends', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-draining-'));
  const index = createEmbeddedSearchIndex({ path: join(folder, 'search') });
  const objects = createFilesystemObjectStore({ path: join(folder, 'objects') });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(async () => {
    agent.destroy();
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
  const url = `http://127.0.0.1:${api.port()}/here`;

  assert.deepEqual(await ask(url, agent), { status: 200, connection: 'keep-alive', reused: false });
  const stopped = api.stop(10_000);
  assert.deepEqual(await ask(url, agent), { status: 200, connection: 'close', reused: true });
  await stopped;
  await assert.rejects(ask(url, agent), { code: 'ECONNREFUSED' });
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
