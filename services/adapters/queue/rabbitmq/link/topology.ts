import type { Channel, ChannelModel } from 'amqplib';
import { MAX_LOSSES, SUSPECT_LOSSES } from '#adapters/queue/limits.ts';
import type { QueueName } from '#ports/queue.ts';
import { QUEUE_NAMES } from '#ports/queue.ts';

export interface TopologyOptions {
  /** Before every name, so that platforms and tests can share a virtual host. */
  prefix: string;
  /** Delays of the delay queues, milliseconds. */
  ladder: readonly number[];
  maxDeadLetters: number;
  deadLetterMaxAgeMs: number;
}

/** The server's queues behind one queue of the port. */
export interface BrokerQueues {
  main: string;
  /** Messages that may be what ends their consumer: consumed one at a time. */
  suspects: string;
  dead: string;
  /** Delay queues by their delay: what expires there goes back to `main`. */
  delays: ReadonlyMap<number, string>;
}

export interface Topology {
  queues: Readonly<Record<QueueName, BrokerQueues>>;
  /** Where processes that consume are asked what they hold. */
  consumerCounts: string;
  /** Declares everything. Idempotent; rejects when something exists with other arguments. */
  declare(model: Pick<ChannelModel, 'createChannel'>): Promise<void>;
  /** Names of all queues. */
  all(): string[];
}

const QUORUM = { 'x-queue-type': 'quorum' };
const MAX_DEAD_BYTES = 1024 ** 3;
/** Looking at dead letters counts as a delivery; from 4.0 on a queue without a limit of its own has one of 20. */
const NO_LIMIT = 1_000_000_000;

export function createTopology(options: TopologyOptions): Topology {
  const { prefix, ladder } = options;
  const queuesOf = (queue: QueueName): BrokerQueues => ({
    main: prefix + queue,
    suspects: `${prefix}${queue}.suspects`,
    dead: `${prefix}${queue}.dead`,
    delays: new Map(ladder.map((delayMs) => [delayMs, `${prefix}${queue}.retry.${delayMs}`])),
  });
  const queues = { 'scrape-jobs': queuesOf('scrape-jobs'), 'profile-events': queuesOf('profile-events') };
  // Named as in earlier versions, whose processes answer on it too.
  const consumerCounts = `${prefix}census`;
  const declarations = QUEUE_NAMES.flatMap((name) => declarationsOf(queues[name], options));

  return {
    queues,
    consumerCounts,
    all: () => declarations.map(({ name }) => name),
    async declare(model) {
      const channel = await model.createChannel();
      // The operation that failed says why; the channel's own event would say it again.
      channel.on('error', () => {});
      await Promise.all([
        ...declarations.map(({ name, args }) =>
          channel.assertQueue(name, { durable: true, arguments: args }),
        ),
        channel.assertExchange(consumerCounts, 'fanout', { durable: true }),
      ]);
      await closeQuietly(channel);
    },
  };
}

function declarationsOf({ main, suspects, dead, delays }: BrokerQueues, options: TopologyOptions) {
  /** A message that leaves is kept until the queue it goes to has confirmed it. */
  const deadLettersTo = (queue: string) => ({
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': queue,
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  });
  return [
    {
      name: dead,
      args: {
        ...QUORUM,
        'x-delivery-limit': NO_LIMIT,
        // Two that look at the same time would each see a part.
        'x-single-active-consumer': true,
        'x-max-length': options.maxDeadLetters,
        'x-max-length-bytes': MAX_DEAD_BYTES,
        'x-overflow': 'drop-head',
        'x-message-ttl': options.deadLetterMaxAgeMs,
      },
    },
    { name: main, args: { ...QUORUM, 'x-delivery-limit': MAX_LOSSES, ...deadLettersTo(dead) } },
    {
      name: suspects,
      args: { ...QUORUM, 'x-delivery-limit': MAX_LOSSES - SUSPECT_LOSSES, ...deadLettersTo(dead) },
    },
    ...[...delays].map(([delayMs, name]) => ({
      name,
      args: { ...QUORUM, 'x-message-ttl': delayMs, ...deadLettersTo(main) },
    })),
  ];
}

/**
 * A channel that cannot be closed is closed already. The library's promise never settles when the connection is lost
 * before the server's answer, the event comes all the same.
 */
export async function closeQuietly(channel: Pick<Channel, 'close' | 'once'>): Promise<void> {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  channel.once('close', resolve);
  await Promise.race([ended, channel.close().catch(() => {})]);
}
