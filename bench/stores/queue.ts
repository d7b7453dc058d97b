/**
 * How fast the queue is on RabbitMQ, each step beside a bare amqplib loop over a quorum queue with the same confirms, the same
 * bodies and the same number in flight, in the same run; rounds alternate and the middle one counts. The server is the one that
 * `QUEUE_URL` names; queues are made under a prefix of their own and deleted.
 *
 *     QUEUE_URL=amqp://… node bench/stores/queue.ts [messages=20000] [bytes=4096]
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'amqplib';
import { createRetryLadder } from '#adapters/queue/rabbitmq/consume/retry-ladder.ts';
import { connectArguments } from '#adapters/queue/rabbitmq/link/broker-address.ts';
import { createTopology } from '#adapters/queue/rabbitmq/link/topology.ts';
import { createRabbitMqQueue } from '#adapters/queue/rabbitmq/rabbitmq-queue.ts';
import { addressOf } from '#tests/support/servers/rabbitmq.ts';
import { quantile } from '../quantile.ts';

const BATCH = 50;
const PUBLISHERS = 2;
const CONCURRENCY = 3;
const ROUNDS = 3;
const total = Number(process.argv[2] ?? 20_000);
const body = JSON.stringify({ text: 'x'.repeat(Number(process.argv[3] ?? 4_096) - 11) });
if (!process.env.QUEUE_URL) throw new Error('Set QUEUE_URL to a RabbitMQ server');
const address = addressOf(new URL(process.env.QUEUE_URL));
const prefix = `bench-${randomUUID().slice(0, 8)}.`;
const bare = `${prefix}bare`;
const { url, socket } = connectArguments(address, 'bench');
const connection = await connect(url, socket);

interface Figures {
  publish: number;
  consume: number;
  through: number;
  /** Processor time of this process for one message published and consumed, microseconds. */
  cpuUs: number;
}

const batches = Math.ceil(total / BATCH);

/** Publishes all in batches, a few at a time, as the scraper does. */
async function publishAll(publishBatch: (batch: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < batches) await publishBatch(next++);
  };
  await Promise.all(Array.from({ length: PUBLISHERS }, worker));
}

async function perSecond(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (batches * BATCH) / ((performance.now() - startedMs) / 1_000);
}

async function measure(
  publishBatch: (batch: number) => Promise<void>,
  consumeAll: () => Promise<void>,
): Promise<Figures> {
  const publish = await perSecond(() => publishAll(publishBatch));
  const consume = await perSecond(consumeAll);
  const before = process.cpuUsage();
  const through = await perSecond(async () => {
    await Promise.all([publishAll(publishBatch), consumeAll()]);
  });
  const { user, system } = process.cpuUsage(before);
  return { publish, consume, through, cpuUs: (user + system) / (batches * BATCH) };
}

async function measureBare(): Promise<Figures> {
  const publishing = await connection.createConfirmChannel();
  const consuming = await connection.createChannel();
  await consuming.prefetch(BATCH * (CONCURRENCY + 2));
  const publishBatch = async (batch: number) => {
    const confirmed = Array.from(
      { length: BATCH },
      (_, item) =>
        new Promise<void>((resolve, reject) => {
          const options = { persistent: true, mandatory: true, messageId: `bare:${batch * BATCH + item}` };
          publishing.publish('', bare, Buffer.from(body), options, (error) =>
            error ? reject(error) : resolve(),
          );
        }),
    );
    await Promise.all(confirmed);
  };
  const consumeAll = async () => {
    const all = Promise.withResolvers<void>();
    let count = 0;
    const { consumerTag } = await consuming.consume(bare, (message) => {
      if (message === null) return all.reject(new Error('cancelled'));
      message.content.toString();
      if (++count % BATCH === 0) consuming.ack(message, true);
      if (count === batches * BATCH) all.resolve();
    });
    await all.promise;
    await consuming.cancel(consumerTag);
  };
  const figures = await measure(publishBatch, consumeAll);
  await publishing.close();
  await consuming.close();
  return figures;
}

async function measureQueue(): Promise<Figures> {
  const queue = createRabbitMqQueue({ address, name: 'bench', prefix, maxDepth: total + 1 });
  await queue.ping();
  const publishBatch = (batch: number) =>
    queue.publish(
      'profile-events',
      Array.from({ length: BATCH }, (_, item) => ({ id: `queue:${batch * BATCH + item}`, body })),
    );
  const consumeAll = async () => {
    const all = Promise.withResolvers<void>();
    let count = 0;
    const consumer = queue.consume(
      'profile-events',
      { maxItems: BATCH, maxWaitMs: 20, concurrency: CONCURRENCY },
      async (batch) => {
        count += batch.length;
        if (count === batches * BATCH) all.resolve();
        return batch.map(() => ({ kind: 'ack' }));
      },
    );
    await all.promise;
    await consumer.close();
  };
  const figures = await measure(publishBatch, consumeAll);
  await queue.close();
  return figures;
}

const middle = (values: readonly number[]) => quantile(values, 0.5);
const rounds: { bare: Figures; queue: Figures }[] = [];
const channel = await connection.createChannel();
await channel.assertQueue(bare, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
try {
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ bare: await measureBare(), queue: await measureQueue() });
  }
  console.log(
    `${batches * BATCH} messages of ${Buffer.byteLength(body)} bytes, ${BATCH} to a batch, ${ROUNDS} rounds`,
  );
  for (const [step, what] of [
    ['publish', 'publish, confirmed'],
    ['consume', 'consume, acknowledged'],
    ['through', 'both at once'],
  ] as const) {
    const [ours, theirs] = [rounds.map((one) => one.queue[step]), rounds.map((one) => one.bare[step])];
    const ratio = middle(ours) / middle(theirs);
    console.log(
      `${what.padEnd(24)} ${Math.round(middle(ours))}/s   bare amqplib ${Math.round(middle(theirs))}/s   ratio ${ratio.toFixed(2)}`,
    );
  }
  const cpu = (pick: 'queue' | 'bare') => middle(rounds.map((one) => one[pick].cpuUs)).toFixed(0);
  console.log(`processor time           ${cpu('queue')} µs a message, bare amqplib ${cpu('bare')} µs`);
  console.log(`memory of this process   ${Math.round(process.memoryUsage.rss() / 1024 / 1024)} MiB`);
} finally {
  const ladder = createRetryLadder({ retryBaseMs: 500, retryMaxMs: 60_000 });
  const topology = createTopology({
    prefix,
    ladder: ladder.delays,
    maxDeadLetters: 10_000,
    deadLetterMaxAgeMs: 30 * 24 * 3_600_000,
  });
  for (const name of [...topology.all(), bare]) await channel.deleteQueue(name);
  await channel.deleteExchange(topology.consumerCounts);
  const closed = once(connection, 'close');
  await connection.close();
  await closed;
}
