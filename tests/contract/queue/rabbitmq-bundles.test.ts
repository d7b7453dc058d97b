import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { BUNDLE_SIZE } from '#adapters/queue/rabbitmq/bundle.ts';
import type { Delivery, Queue, Verdict } from '#ports/queue.ts';
import { eventually } from '#tests/support/eventually.ts';
import { testBroker } from '#tests/support/servers/rabbitmq.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';

const url = serverUrl('QUEUE_URL');
const soon = () => AbortSignal.timeout(60_000);

describe('rabbitmq queue bundles', { skip: url === undefined }, () => {
  const broker = testBroker(url);
  const { main, bundles = '', dead } = broker.topology.queues['profile-events'];
  const { open } = broker;
  afterEach(() => broker.reset());
  after(() => broker.remove());

  /** Messages of the server in one of its queues. */
  const countOf = async (name: string) => {
    const channel = await (await broker.connect()).createChannel();
    const { messageCount } = await channel.checkQueue(name);
    await channel.close();
    return messageCount;
  };

  /** Takes bundles as a consumer that ends before it has answered. */
  const lose = async (times: number) => {
    const connection = await broker.connect();
    for (let time = 0; time < times; time++) {
      const channel = await connection.createChannel();
      await eventually(async () => assert.ok(await channel.get(bundles)));
      await channel.close();
    }
  };

  test('full bundles go to their own queue, the rest and jobs do not', async () => {
    const queue = open({ bundling: 'always' });
    await queue.publish('profile-events', messages(2 * BUNDLE_SIZE + 3));
    await queue.publish('scrape-jobs', messages(BUNDLE_SIZE));
    await eventually(async () => assert.deepEqual([await countOf(bundles), await countOf(main)], [2, 3]));
    assert.equal(await countOf(broker.topology.queues['scrape-jobs'].main), BUNDLE_SIZE);
  });

  test('publishes nothing in bundles while no consumer reads them', async () => {
    const queue = open();
    await queue.publish('profile-events', messages(BUNDLE_SIZE));
    await eventually(async () => assert.equal(await countOf(main), BUNDLE_SIZE));
    assert.equal(await countOf(bundles), 0);
  });

  test('publishes in bundles while a consumer reads them, and counts what it holds', async () => {
    const queue = open();
    const go = Promise.withResolvers<void>();
    const seen = decideEach(open(), () => ACK, go.promise);
    const channel = await (await broker.connect()).createChannel();
    await eventually(async () => assert.equal((await channel.checkQueue(bundles)).consumerCount, 1));
    await queue.publish('profile-events', messages(5 * BUNDLE_SIZE), soon());
    await eventually(async () => {
      const { ready, inFlight } = (await queue.stats()).find(({ name }) => name === 'profile-events') ?? {};
      assert.equal((ready ?? 0) + (inFlight ?? 0), 5 * BUNDLE_SIZE);
    });
    assert.equal(await countOf(main), 0);
    go.resolve();
    await queue.waitUntilIdle('profile-events', soon());
    assert.equal(new Set(seen.map(({ id }) => id)).size, 5 * BUNDLE_SIZE);
  });

  test('the last consumer that closes leaves single messages to consumers of an earlier version', async () => {
    const publishing = open({ bundling: 'always' });
    await publishing.publish('profile-events', messages(6 * BUNDLE_SIZE));
    const queue = open();
    const first = Promise.withResolvers<void>();
    const done: string[] = [];
    const consumer = queue.consume('profile-events', ONE_BY_ONE, async (batch) => {
      done.push(...batch.map(({ id }) => id));
      first.resolve();
      return batch.map(() => ACK);
    });
    await first.promise;
    await consumer.close();
    assert.equal(await countOf(bundles), 0);
    await eventually(async () => assert.equal(await countOf(main), 6 * BUNDLE_SIZE - done.length));
    const rest = decideEach(queue, () => ACK);
    await queue.waitUntilIdle('profile-events', soon());
    assert.ok(rest.every(({ attempt }) => attempt === 1));
    assert.equal(new Set([...done, ...rest.map(({ id }) => id)]).size, 6 * BUNDLE_SIZE);
  });

  test('each message has its own trace context, and the time of publication', async () => {
    const queue = open({ bundling: 'always' });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const startedMs = Date.now();
    const sent = messages(BUNDLE_SIZE, (n) => `{"n":${n},"text":"ünï\\n🎈\n${n}"}`);
    await queue.publish(
      'profile-events',
      sent.map((one, n) => (n % 2 === 0 ? { ...one, traceparent } : one)),
    );
    const seen = decideEach(queue, () => ACK);
    await queue.waitUntilIdle('profile-events', soon());
    assert.deepEqual(
      seen.map(({ id, body }) => ({ id, body })),
      sent,
    );
    assert.deepEqual(
      seen.map((one) => one.traceparent),
      sent.map((_, n) => (n % 2 === 0 ? traceparent : undefined)),
    );
    assert.ok(seen.every(({ publishedAtMs }) => publishedAtMs >= startedMs - 1_000));
  });

  test('a bundle that was lost repeatedly is delivered message by message; only the bad one dies', async () => {
    const queue = open({ bundling: 'always', maxAttempts: 2 });
    await queue.publish('profile-events', messages(BUNDLE_SIZE));
    await lose(4);
    const batches: Delivery[][] = [];
    queue.consume('profile-events', { maxItems: 10, maxWaitMs: 5, concurrency: 2 }, async (batch) => {
      batches.push([...batch]);
      return batch.map(({ id }): Verdict => (id === 'm4' ? { kind: 'retry', reason: 'bad' } : ACK));
    });
    await queue.waitUntilIdle('profile-events', soon());
    const firsts = batches.filter((batch) => batch.some(({ attempt }) => attempt === 5));
    assert.equal(firsts.length, BUNDLE_SIZE);
    assert.ok(batches.every((batch) => batch.length === 1));
    const letters = await queue.deadLetters('profile-events', { limit: 10 });
    assert.deepEqual(
      letters.map(({ id, reason, attempts }) => [id, reason, attempts]),
      [['m4', 'bad', 6]],
    );
  });

  test('a bundle that was lost more often than a message may be is still delivered or dead, message by message', async () => {
    const queue = open({ bundling: 'always' });
    await queue.publish('profile-events', messages(BUNDLE_SIZE));
    await lose(22);
    assert.equal(await countOf(dead), 0);
    const seen = decideEach(queue, () => ACK);
    await queue.waitUntilIdle('profile-events', soon());
    const letters = await queue.deadLetters('profile-events', { limit: 100 });
    const all = [...seen, ...letters].map(({ id }) => id);
    assert.deepEqual([all.length, new Set(all).size], [BUNDLE_SIZE, BUNDLE_SIZE]);
    assert.equal(await queue.retryDead('profile-events'), letters.length);
  });

  test('an erasure removes the meant messages of a bundle, and the others are delivered', async () => {
    const queue = open({ bundling: 'always' });
    await queue.publish('profile-events', messages(4 * BUNDLE_SIZE));
    const isMeant = (body: string) => body === '13' || body === '17';
    assert.equal(await queue.erase('profile-events', { hints: [], isMeant }), 2);
    await eventually(async () => {
      assert.deepEqual([await countOf(bundles), await countOf(main)], [3, BUNDLE_SIZE - 2]);
    });
    const seen = decideEach(queue, () => ACK);
    await queue.waitUntilIdle('profile-events', soon());
    const expected = messages(4 * BUNDLE_SIZE).filter(({ body }) => !isMeant(body));
    // An erasure that ends before the server has applied its acknowledgements delivers a message twice.
    assert.deepEqual(new Set(seen.map(({ body }) => body)), new Set(expected.map(({ body }) => body)));
  });

  test('what is no bundle becomes a dead letter, and what is behind it flows', async () => {
    const queue = open({ bundling: 'always' });
    await queue.ping();
    const channel = await (await broker.connect()).createChannel();
    const forms = ['', '\n', '[]\n', '[["a",1,null]]\nlonger', '[["a",-1,null]]\n', '[["a"]]\n', '{"a":1}'];
    for (const [n, form] of forms.entries()) {
      channel.sendToQueue(bundles, Buffer.from(form), { messageId: `bad-${n}`, type: 'bundle' });
    }
    channel.sendToQueue(bundles, Buffer.from([0xff, 0xfe]), { messageId: 'garbled', type: 'bundle' });
    channel.sendToQueue(bundles, Buffer.from('[["a",1,null]]\n1'), { messageId: 'untyped' });
    await channel.close();
    await queue.publish('profile-events', messages(BUNDLE_SIZE));
    const seen = decideEach(queue, () => ACK);
    await queue.waitUntilIdle('profile-events', soon());
    assert.equal(seen.length, BUNDLE_SIZE);
    await eventually(async () => {
      const letters = await queue.deadLetters('profile-events', { limit: 20 });
      assert.equal(letters.length, forms.length + 2);
    });
  });
});

const ACK: Verdict = { kind: 'ack' };
const ONE_BY_ONE = { maxItems: 1, maxWaitMs: 5, concurrency: 1 };

function messages(count: number, body = (n: number) => String(n)) {
  return Array.from({ length: count }, (_, n) => ({ id: `m${n}`, body: body(n) }));
}

function decideEach(queue: Queue, decide: (delivery: Delivery) => Verdict, go?: Promise<void>): Delivery[] {
  const seen: Delivery[] = [];
  queue.consume('profile-events', { maxItems: 10, maxWaitMs: 5, concurrency: 1 }, async (batch) => {
    await go;
    seen.push(...batch);
    return batch.map(decide);
  });
  return seen;
}
