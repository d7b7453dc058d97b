import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import type { Delivery, Queue, Verdict } from '#ports/queue.ts';
import { eventually } from '#tests/support/eventually.ts';
import { testBroker } from '#tests/support/servers/rabbitmq.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';

const url = serverUrl('QUEUE_URL');
const soon = () => AbortSignal.timeout(60_000);

describe('rabbitmq queue deliveries', { skip: url === undefined }, () => {
  const broker = testBroker(url);
  const { main, dead } = broker.topology.queues['profile-events'];
  const { open } = broker;
  afterEach(() => broker.reset());
  after(() => broker.remove());

  /** Takes messages as a consumer that ends before it has answered. */
  const lose = async (count: number, times: number) => {
    const connection = await broker.connect();
    for (let time = 0; time < times; time++) {
      const channel = await connection.createChannel();
      for (let n = 0; n < count; n++) await eventually(async () => assert.ok(await channel.get(main)));
      await channel.close();
    }
  };

  test('what a consumer lost comes again, its attempt raised, and may still fail as often as any other', async () => {
    const queue = open({ maxAttempts: 3 });
    await queue.publish('profile-events', messages(1));
    await lose(1, 2);
    const attempts: number[] = [];
    decideEach(queue, ({ attempt }) => {
      attempts.push(attempt);
      return { kind: 'retry', reason: 'never works' };
    });
    await queue.waitUntilIdle('profile-events', soon());
    assert.deepEqual(attempts, [3, 4, 5]);
    const [letter] = await queue.deadLetters('profile-events', { limit: 1 });
    assert.deepEqual([letter?.attempts, letter?.reason], [5, 'never works']);
  });

  test('a message that was lost repeatedly is delivered alone', async () => {
    const queue = open();
    await queue.publish('profile-events', messages(2, 'suspect'));
    await lose(2, 4);
    await queue.publish('profile-events', messages(6, 'sound'));
    const batches: string[][] = [];
    queue.consume('profile-events', { maxItems: 10, maxWaitMs: 5, concurrency: 1 }, async (batch) => {
      batches.push(batch.map(({ id }) => id));
      return batch.map(() => ({ kind: 'ack' }));
    });
    await queue.waitUntilIdle('profile-events', soon());
    assert.equal(batches.flat().length, 8);
    for (const batch of batches) {
      if (batch.some((id) => id.startsWith('suspect'))) assert.equal(batch.length, 1, `${batch}`);
    }
  });

  test('what is lost beyond the delivery limit becomes a dead letter that says so', async () => {
    const queue = open();
    await queue.publish('profile-events', messages(1));
    await lose(1, 21);
    await eventually(async () => {
      const [letter] = await queue.deadLetters('profile-events', { limit: 1 });
      assert.match(String(letter?.reason), /20 times/);
      assert.deepEqual([letter?.id, letter?.body, letter?.attempts], ['m0', '0', 21]);
      assert.ok(Math.abs(Date.now() - Number(letter?.diedAtMs)) < 60_000);
    });
    assert.equal(await queue.retryDead('profile-events', ['m0']), 1);
    const seen = decideEach(queue, () => ({ kind: 'ack' }));
    await queue.waitUntilIdle('profile-events', soon());
    assert.deepEqual(
      seen.map(({ id, attempt }) => [id, attempt]),
      [['m0', 1]],
    );
  });

  test('bytes that are no text become a dead letter, and what is behind them flows', async () => {
    const queue = open();
    await queue.ping();
    const channel = await (await broker.connect()).createChannel();
    channel.sendToQueue(main, Buffer.from([0xff, 0xfe, 0x00]), { messageId: 'garbled' });
    channel.sendToQueue(main, Buffer.alloc(0));
    await channel.close();
    await queue.publish('profile-events', messages(5));
    const seen = decideEach(queue, () => ({ kind: 'ack' }));
    await queue.waitUntilIdle('profile-events', soon());
    assert.equal(seen.length, 6);
    assert.equal(seen.filter(({ body, id }) => body === '' && id.length > 0).length, 1);
    await eventually(async () => {
      const [letter] = await queue.deadLetters('profile-events', { limit: 5 });
      assert.deepEqual([letter?.id, letter?.reason], ['garbled', 'The body is not UTF-8']);
    });
  });

  test('refuses to publish what no server takes', async () => {
    const body = 'x'.repeat(16 * 1024 * 1024 + 1);
    await assert.rejects(open().publish('profile-events', [{ id: 'huge', body }]), {
      name: 'InvalidRequestError',
      code: 'message_too_large',
    });
  });

  test('looking at dead letters neither loses nor reorders them', async () => {
    const queue = open();
    await queue.publish('profile-events', messages(40));
    const dropping = queue.consume(
      'profile-events',
      { maxItems: 10, maxWaitMs: 5, concurrency: 1 },
      async (batch) => batch.map(({ id }) => ({ kind: 'drop', reason: `no ${id}` })),
    );
    await queue.waitUntilIdle('profile-events', soon());
    await dropping.close();
    const all = await queue.deadLetters('profile-events', { limit: 100 });
    for (let look = 0; look < 3; look++) {
      const some = await queue.deadLetters('profile-events', { limit: 7 });
      assert.deepEqual(some, all.slice(0, 7));
    }
    assert.deepEqual(await queue.deadLetters('profile-events', { limit: 100 }), all);
    assert.equal(await queue.discardDead('profile-events', ['m3', 'm20']), 2);
    const seen = decideEach(queue, () => ({ kind: 'ack' }));
    assert.equal(await queue.retryDead('profile-events'), 38);
    await queue.waitUntilIdle('profile-events', soon());
    assert.deepEqual(seen.map(({ id }) => id).slice(0, 4), ['m0', 'm1', 'm2', 'm4']);
  });

  test('two that look at dead letters at the same time both see all', async () => {
    const [first, second] = [open(), open()];
    await first.publish('profile-events', messages(60));
    decideEach(first, () => ({ kind: 'drop', reason: 'no' }));
    await first.waitUntilIdle('profile-events', soon());
    const looks = await Promise.all(
      [first, second, first, second].map((queue) => queue.deadLetters('profile-events', { limit: 100 })),
    );
    assert.deepEqual(
      looks.map(({ length }) => length),
      [60, 60, 60, 60],
    );
  });

  test('keeps the youngest dead letters', async () => {
    const queue = open();
    await queue.publish('profile-events', messages(130));
    decideEach(queue, () => ({ kind: 'drop', reason: 'no' }));
    await queue.waitUntilIdle('profile-events', soon());
    const letters = await queue.deadLetters('profile-events', { limit: 1_000 });
    assert.equal(letters.length, 100);
    assert.ok(!letters.some(({ id }) => id === 'm0'));
    const channel = await (await broker.connect()).createChannel();
    assert.equal((await channel.checkQueue(dead)).messageCount, 100);
  });
});

function messages(count: number, prefix = 'm') {
  return Array.from({ length: count }, (_, n) => ({ id: `${prefix}${n}`, body: String(n) }));
}

function decideEach(queue: Queue, decide: (delivery: Delivery) => Verdict): Delivery[] {
  const seen: Delivery[] = [];
  queue.consume('profile-events', { maxItems: 10, maxWaitMs: 5, concurrency: 1 }, async (batch) => {
    seen.push(...batch);
    return batch.map(decide);
  });
  return seen;
}
