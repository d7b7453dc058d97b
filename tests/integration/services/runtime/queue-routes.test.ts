import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pino } from 'pino';
import { Compile } from 'typebox/compile';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';
import type { DeadLetters } from '#contract/queues.ts';
import { DeadLettersSchema, QueuesSchema } from '#contract/queues.ts';
import { createAdminServer } from '#runtime/http/admin-server.ts';
import { mountQueueRoutes } from '#runtime/http/queue-routes.ts';
import { createQueueMeter } from '#runtime/telemetry/queue-meter.ts';

const folder = await mkdtemp(join(tmpdir(), 'influscope-queues-'));
const thread = createStorageThread();
const meter = createQueueMeter({ publishes: true, consumes: true });
const queue = meter.wrap(createEmbeddedQueue({ thread, path: join(folder, 'queue.db') }));
const logger = pino({ level: 'silent' });
const app = createAdminServer({
  logger,
  token: 'secret',
  open: () => {},
  guarded: (guarded) => mountQueueRoutes(guarded, { queue, meter, logger }),
});
after(async () => {
  await app.close();
  await queue.close();
  await thread.close();
  await rm(folder, { recursive: true });
});

const headers = { authorization: 'Bearer secret' };
const get = (url: string) => app.inject({ url, headers });
const post = (url: string, payload: object = {}) => app.inject({ method: 'POST', url, headers, payload });
const dead = async (query = '') => (await get(`/queues/profile-events/dead${query}`)).json() as DeadLetters;

test('with the token, dead letters are counted, shown, retried and discarded', async () => {
  assert.equal((await app.inject('/queues')).statusCode, 401);
  assert.equal(
    (await app.inject({ method: 'POST', url: '/queues/profile-events/dead/discard' })).statusCode,
    401,
  );
  await queue.publish(
    'profile-events',
    ['a', 'b', 'c'].map((id) => ({ id, body: `{"is":"ä${id}"}` })),
  );
  const options = { maxItems: 3, maxWaitMs: 5, concurrency: 1 };
  const consumer = queue.consume('profile-events', options, async (batch) =>
    batch.map(({ id }) => ({ kind: 'drop', reason: `${id} is poison` })),
  );
  await queue.waitUntilIdle('profile-events', AbortSignal.timeout(60_000));
  await consumer.close();

  const queues = (await get('/queues')).json();
  assert.ok(Compile(QueuesSchema).Check(queues));
  const [told] = queues.queues.filter(({ name }: { name: string }) => name === 'profile-events');
  assert.deepEqual([told?.dead, told?.ready, told?.rates_by], [3, 0, 'process']);
  assert.ok((told?.published_per_second ?? 0) > 0);

  const list = await dead();
  assert.ok(Compile(DeadLettersSchema).Check(list));
  assert.deepEqual([list.total, list.dead.length, list.dead[0]?.body], [3, 3, undefined]);
  const [shown, ...others] = (await dead('?id=b&bodies=true')).dead;
  assert.equal(others.length, 0);
  const body = '{"is":"äb"}';
  assert.deepEqual(
    [shown?.id, shown?.reason, shown?.attempts, shown?.bytes, shown?.body],
    ['b', 'b is poison', 1, Buffer.byteLength(body), body],
  );
  assert.equal((await dead('?limit=2')).dead.length, 2);

  const discarded = await post('/queues/profile-events/dead/discard', { ids: ['a', 'nothing'] });
  assert.deepEqual(discarded.json(), { queue: 'profile-events', count: 1 });
  assert.deepEqual((await post('/queues/profile-events/dead/retry')).json(), {
    queue: 'profile-events',
    count: 2,
  });
  assert.equal((await dead()).total, 0);
});

test('an unknown queue and an invalid selection are refused', async () => {
  const unknown = await get('/queues/profiles/dead');
  assert.deepEqual([unknown.statusCode, unknown.json().code], [404, 'queue_not_found']);
  assert.match(unknown.json().hint, /profile-events/);
  assert.equal((await post('/queues/profile-events/dead/retry', { id: 'a' })).statusCode, 400);
  assert.equal((await post('/queues/profile-events/dead/discard', { ids: [] })).statusCode, 400);
  assert.equal((await get('/queues/profile-events/dead?limit=0')).statusCode, 400);
});
