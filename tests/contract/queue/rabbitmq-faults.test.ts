// Long: all tests share one broker and one way to cut its connections.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { inspect } from 'node:util';
import type { RabbitMqQueueOptions } from '#adapters/queue/rabbitmq/rabbitmq-queue.ts';
import type { Delivery, Queue } from '#ports/queue.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { TestBroker } from '#tests/support/servers/rabbitmq.ts';
import { testBroker } from '#tests/support/servers/rabbitmq.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import type { TcpProxy } from '#tests/support/servers/tcp-proxy.ts';
import { startTcpProxy } from '#tests/support/servers/tcp-proxy.ts';

const url = serverUrl('QUEUE_URL');
const soon = () => AbortSignal.timeout(60_000);
const FEW = { maxItems: 10, maxWaitMs: 5, concurrency: 2 };

const shared = testBroker(url);

describe('rabbitmq queue under faults', { skip: url === undefined }, () => {
  after(() => shared.remove());

  test('publishes all once the connection is back that was cut before the confirms', () =>
    withProxy(async ({ queue, proxy }) => {
      await queue.ping();
      await queue.publish('profile-events', messages(1, 'first'));
      const isCut = proxy.cutAfter(100_000);
      const publishing = queue.publish('profile-events', messages(415, 'm', 2_000), soon());
      await isCut;
      await publishing;
      const seen = consume(queue);
      await queue.waitUntilIdle('profile-events', soon());
      const ids = new Set(seen.map(({ id }) => id));
      assert.equal(ids.size, 416);
    }));

  test('says that the server is away, and works again when it is back', () =>
    withProxy(
      async ({ queue, proxy }) => {
        await queue.ping();
        proxy.sever();
        await assert.rejects(queue.publish('profile-events', messages(1)), { name: 'UnavailableError' });
        await assert.rejects(queue.stats(), { name: 'UnavailableError' });
        await assert.rejects(queue.ping(), { name: 'UnavailableError' });
        proxy.restore();
        await eventually(() => queue.publish('profile-events', messages(1)));
        const seen = consume(queue);
        await queue.waitUntilIdle('profile-events', soon());
        assert.ok(seen.length >= 1);
      },
      { patienceMs: 1_000 },
    ));

  test('what was in hand when the connection went comes again, and all of it is done once it is back', () =>
    withProxy(async ({ queue, proxy }) => {
      await queue.publish('profile-events', messages(110));
      const seen: Delivery[] = [];
      let batches = 0;
      queue.consume('profile-events', FEW, async (batch) => {
        if (++batches === 3) proxy.cut();
        seen.push(...batch);
        return batch.map(() => ({ kind: 'ack' }));
      });
      await queue.waitUntilIdle('profile-events', soon());
      assert.equal(new Set(seen.map(({ id }) => id)).size, 110);
      assert.ok(seen.some(({ attempt }) => attempt === 2));
    }));

  test('a message between its queue and the delay queue is not lost with the connection', () =>
    withProxy(async ({ queue, proxy }) => {
      await queue.publish('profile-events', messages(60));
      const acknowledged = new Set<string>();
      let batches = 0;
      queue.consume('profile-events', FEW, async (batch) => {
        if (++batches % 2 === 0 && batches < 8) proxy.cutAfter(500);
        return batch.map(({ id, attempt }) => {
          if (attempt === 1) return { kind: 'retry', reason: 'once more' };
          acknowledged.add(id);
          return { kind: 'ack' };
        });
      });
      await queue.waitUntilIdle('profile-events', soon());
      assert.equal(acknowledged.size, 60);
    }));

  test('is made again wherever it is cut while it is being made', async () => {
    const pairs = CUTS.flatMap((first) => CUTS.map((second) => [first, second] as const));
    while (pairs.length > 0) {
      await Promise.all(
        pairs.splice(0, 20).map((pair) =>
          withProxy(
            async ({ queue, proxy }) => {
              const cuts = (async () => {
                for (const [[classId, methodId], nth] of pair) {
                  await proxy.cutAt(Buffer.from([0, classId, 0, methodId]), nth);
                }
              })();
              const publishing = eventually(() => queue.publish('profile-events', messages(1)));
              await Promise.race([cuts, publishing]);
              await publishing;
            },
            { patienceMs: 2_000 },
          ),
        ),
      );
    }
  });

  test('declares its queues again when they are gone, and publishes what none of them took', () =>
    withProxy(async ({ queue, broker }) => {
      await queue.publish('profile-events', messages(1));
      const channel = await (await broker.connect()).createChannel();
      for (const name of broker.topology.all()) await channel.deleteQueue(name);
      await queue.publish('profile-events', messages(3, 'after'), soon());
      for (const name of broker.topology.queues['scrape-jobs'].delays.values())
        await channel.deleteQueue(name);
      assert.equal((await queue.stats()).length, 2);
      const seen = consume(queue);
      await queue.waitUntilIdle('profile-events', soon());
      assert.deepEqual(
        seen.map(({ id }) => id),
        ['after0', 'after1', 'after2'],
      );
    }));

  test('keeps consuming after its queue was deleted', () =>
    withProxy(async ({ queue, broker }) => {
      const seen = consume(queue);
      await queue.publish('profile-events', messages(1, 'before'));
      await queue.waitUntilIdle('profile-events', soon());
      const connection = await broker.connect();
      const { main } = broker.topology.queues['profile-events'];
      await (await connection.createChannel()).deleteQueue(main);
      await eventually(async () => {
        const channel = await connection.createChannel();
        channel.on('error', () => {});
        assert.equal((await channel.checkQueue(main)).consumerCount, 1);
      });
      await queue.publish('profile-events', messages(1, 'after'), soon());
      await eventually(async () => assert.equal(seen.at(-1)?.id, 'after0'));
    }));

  test('names the queue and the argument when one exists with other settings', async () => {
    const broker = testBroker(url);
    const { main } = broker.topology.queues['profile-events'];
    const channel = await (await broker.connect()).createChannel();
    await channel.assertQueue(main, { durable: true });
    const queue = broker.open({ patienceMs: 5_000 });
    await assert.rejects(queue.ping(), (error: Error) => {
      assert.equal(error.name, 'IncompatibleStoreError');
      assert.ok(error.message.includes(main), error.message);
      assert.match(error.message, /x-/);
      return true;
    });
    await assert.rejects(queue.publish('profile-events', messages(1)), { name: 'IncompatibleStoreError' });
    await queue.close();
    await broker.remove();
  });

  test('publishers wait while the server accepts no messages, and consumers continue', () =>
    withProxy(async ({ queue, proxy }) => {
      const seen = consume(queue);
      await queue.publish('profile-events', messages(1));
      proxy.inject(BLOCKED);
      // The next is on its way when the word arrives, or waits for it: either way the second waits.
      let done = false;
      await eventually(async () => {
        const abort = AbortSignal.timeout(50);
        await assert.rejects(queue.publish('profile-events', messages(1, 'waiting'), abort));
      });
      const publishing = queue.publish('profile-events', messages(1, 'late'), soon()).then(() => {
        done = true;
      });
      await queue.ping();
      assert.equal(done, false);
      proxy.inject(UNBLOCKED);
      await publishing;
      await queue.waitUntilIdle('profile-events', soon());
      assert.ok(seen.some(({ id }) => id === 'late0'));
    }));

  test('says nothing of the password, whatever goes wrong', () =>
    withProxy(async ({ broker, proxy }) => {
      const password = 'hunter2-of-this-test';
      const heard: unknown[] = [];
      const address = { ...broker.address, password };
      const refused = broker.open({ address, patienceMs: 2_000, onError: (error) => heard.push(error) });
      await refused.ping().catch((error) => heard.push(error));
      await refused.close();
      const away = new URL(`amqp://someone:${password}@127.0.0.1:${proxy.port}`);
      proxy.sever();
      const gone = broker.open({
        address: { ...address, url: away },
        patienceMs: 100,
        onError: (e) => heard.push(e),
      });
      await gone.ping().catch((error) => heard.push(error));
      await gone.close();
      const all = inspect(heard, { depth: 20, showHidden: true });
      assert.match(all, /QUEUE_PASSWORD/);
      assert.ok(!all.includes(password), all);
    }));
});

/** The server's method frames on channel 0: connection.blocked with a reason, connection.unblocked. */
const BLOCKED = Buffer.from([1, 0, 0, 0, 0, 0, 8, 0, 10, 0, 60, 3, 0x6d, 0x65, 0x6d, 0xce]);
const UNBLOCKED = Buffer.from([1, 0, 0, 0, 0, 0, 4, 0, 10, 0, 61, 0xce]);

const METHOD = {
  tuneOk: [10, 31],
  open: [10, 40],
  openChannel: [20, 10],
  closeChannel: [20, 40],
  declare: [50, 10],
} as const;

/** A method of the client, and for which time it is sent. */
const CUTS = [
  [METHOD.tuneOk, 1],
  [METHOD.open, 1],
  [METHOD.open, 2],
  [METHOD.openChannel, 1],
  [METHOD.openChannel, 2],
  [METHOD.openChannel, 3],
  [METHOD.declare, 5],
  [METHOD.closeChannel, 1],
  [METHOD.closeChannel, 2],
] as const;

interface Fixture {
  queue: Queue;
  proxy: TcpProxy;
  broker: TestBroker;
}

async function withProxy(
  work: (fixture: Fixture) => Promise<void>,
  options: Partial<RabbitMqQueueOptions> = {},
): Promise<void> {
  const broker = shared;
  const { hostname, port } = broker.address.url;
  const proxy = await startTcpProxy({ host: hostname, port: Number(port) });
  const through = new URL(broker.address.url);
  through.port = String(proxy.port);
  const queue = broker.open({
    address: { ...broker.address, url: through },
    patienceMs: 5_000,
    bundling: 'always',
    ...options,
  });
  try {
    await work({ queue, proxy, broker });
  } finally {
    proxy.restore();
    await queue.close();
    await proxy.close();
    await broker.purge();
  }
}

function messages(count: number, prefix = 'm', size = 2) {
  return Array.from({ length: count }, (_, n) => ({
    id: `${prefix}${n}`,
    body: `"${'x'.repeat(size - 2)}"`,
  }));
}

function consume(queue: Queue): Delivery[] {
  const seen: Delivery[] = [];
  queue.consume('profile-events', FEW, async (batch) => {
    seen.push(...batch);
    return batch.map(() => ({ kind: 'ack' }));
  });
  return seen;
}
