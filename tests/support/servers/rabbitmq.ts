import { randomUUID } from 'node:crypto';
import type { ChannelModel } from 'amqplib';
import { connect } from 'amqplib';
import { createRetryLadder } from '#adapters/queue/rabbitmq/consume/retry-ladder.ts';
import type { BrokerAddress } from '#adapters/queue/rabbitmq/link/broker-address.ts';
import { connectArguments } from '#adapters/queue/rabbitmq/link/broker-address.ts';
import type { Topology } from '#adapters/queue/rabbitmq/link/topology.ts';
import { createTopology } from '#adapters/queue/rabbitmq/link/topology.ts';
import type { RabbitMqQueueOptions } from '#adapters/queue/rabbitmq/rabbitmq-queue.ts';
import { createRabbitMqQueue } from '#adapters/queue/rabbitmq/rabbitmq-queue.ts';
import type { Queue } from '#ports/queue.ts';

/** Queues under a prefix of their own on the server that `QUEUE_URL` names. */
export interface TestBroker {
  address: BrokerAddress;
  topology: Topology;
  open(options?: Partial<RabbitMqQueueOptions>): Queue;
  /** The server itself, for what the port does not offer. */
  connect(): Promise<ChannelModel>;
  /** Closes what `open` opened, and empties all queues. */
  reset(): Promise<void>;
  /** Empties all queues. */
  purge(): Promise<void>;
  /** Deletes all queues, and closes what `connect` opened. */
  remove(): Promise<void>;
}

/** Delays as short as they go, so that tests do not wait. */
const RETRY = { retryBaseMs: 10, retryMaxMs: 40 };
const LIMITS = { maxDeadLetters: 100, deadLetterMaxAgeMs: 3_600_000 };

export function addressOf(url: URL): BrokerAddress {
  const username = decodeURIComponent(url.username) || null;
  return { url, username, password: decodeURIComponent(url.password) || null };
}

export function testBroker(url: URL | undefined): TestBroker {
  const address = addressOf(url ?? new URL('amqp://no-server-is-named'));
  const prefix = `test-${randomUUID().slice(0, 8)}.`;
  const topology = createTopology({ prefix, ladder: createRetryLadder(RETRY).delays, ...LIMITS });
  const connections: Promise<ChannelModel>[] = [];
  const opened: Queue[] = [];

  const openConnection = () => {
    const { url: server, socket } = connectArguments(address, 'test');
    const connection = connect(server, socket);
    connections.push(connection);
    return connection;
  };
  const channelOf = async () => (await (connections[0] ?? openConnection())).createChannel();

  const purge = async () => {
    const channel = await channelOf();
    for (const name of topology.all()) await channel.purgeQueue(name);
    await channel.close();
  };

  return {
    address,
    topology,
    open(options = {}) {
      const queue = createRabbitMqQueue({ address, name: 'test', prefix, ...RETRY, ...LIMITS, ...options });
      opened.push(queue);
      return queue;
    },
    connect: openConnection,
    async reset() {
      await Promise.all(opened.splice(0).map((queue) => queue.close()));
      await purge();
    },
    purge,
    async remove() {
      const channel = await channelOf();
      for (const name of topology.all()) await channel.deleteQueue(name);
      await channel.deleteExchange(topology.consumerCounts);
      for (const connection of connections) await (await connection).close().catch(() => {});
    },
  };
}
