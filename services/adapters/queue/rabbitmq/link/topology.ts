import type { Channel, ChannelModel } from 'amqplib';
import { MAX_LOSSES, SUSPECT_LOSSES } from '#adapters/queue/limits.ts';
import type { QueueName } from '#ports/queue.ts';
import { QUEUE_NAMES } from '#ports/queue.ts';
import { BUNDLE_SIZE } from '../bundle.ts';

export interface TopologyOptions {
  /** Prefix of every name, so that instances and tests can share a virtual host. */
  prefix: string;
  /** Delays of the delay queues, milliseconds. */
  ladder: readonly number[];
  maxDeadLetters: number;
  deadLetterMaxAgeMs: number;
}

/** The server's queues behind one queue of the port. */
export interface BrokerQueues {
  main: string;
  /** Messages that may crash their consumer: consumed one at a time. */
  suspects: string;
  /** Fresh messages, `BUNDLE_SIZE` of them in one of the server; a queue of few messages has none. */
  bundles?: string;
  dead: string;
  /** Delay queues by their delay. Messages that expire return to `main`. */
  delays: ReadonlyMap<number, string>;
}

export interface Topology {
  queues: Readonly<Record<QueueName, BrokerQueues>>;
  /** Exchange that asks all consumers what they hold. */
  consumerCounts: string;
  /** Declares everything. Idempotent; rejects when something exists with other arguments. */
  declare(model: Pick<ChannelModel, 'createChannel'>): Promise<void>;
  /** Names of all queues. */
  all(): string[];
}

const QUORUM = { 'x-queue-type': 'quorum' };
const MAX_DEAD_BYTES = 1024 ** 3;
/** Reading dead letters counts as a delivery, and since 4.0 the default limit is 20. */
const NO_LIMIT = 1_000_000_000;

export function createTopology(options: TopologyOptions): Topology {
  const { prefix, ladder } = options;
  const queuesOf = (queue: QueueName): BrokerQueues => ({
    main: prefix + queue,
    suspects: `${prefix}${queue}.suspects`,
    dead: `${prefix}${queue}.dead`,
    delays: new Map(ladder.map((delayMs) => [delayMs, `${prefix}${queue}.retry.${delayMs}`])),
  });
  const queues: Record<QueueName, BrokerQueues> = {
    'scrape-jobs': queuesOf('scrape-jobs'),
    'profile-events': {
      ...queuesOf('profile-events'),
      bundles: `${prefix}profile-events.bundles.${BUNDLE_SIZE}`,
    },
  };
  // Named as in earlier versions, whose processes answer on it too.
  const consumerCounts = `${prefix}census`;
  const declarations = QUEUE_NAMES.flatMap((name) => declarationsOf(queues[name], options));

  return {
    queues,
    consumerCounts,
    all: () => declarations.map(({ name }) => name),
    async declare(model) {
      const channel = await model.createChannel();
      // The failed operation reports the error; the event would repeat it.
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

function declarationsOf({ main, suspects, bundles, dead, delays }: BrokerQueues, options: TopologyOptions) {
  /** Keeps a message until its next queue has confirmed it. */
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
        // Two readers at the same time would each see a part.
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
    // Consumers count losses, and send what was lost often to the suspects, one by one.
    ...(bundles === undefined
      ? []
      : [{ name: bundles, args: { ...QUORUM, 'x-delivery-limit': NO_LIMIT, ...deadLettersTo(dead) } }]),
    ...[...delays].map(([delayMs, name]) => ({
      name,
      args: { ...QUORUM, 'x-message-ttl': delayMs, ...deadLettersTo(main) },
    })),
  ];
}

/**
 * Closes a channel and ignores errors. The promise of the library never settles when the connection is lost before the
 * server answers; the event is emitted in any case.
 */
export async function closeQuietly(channel: Pick<Channel, 'close' | 'once'>): Promise<void> {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  channel.once('close', resolve);
  await Promise.race([ended, channel.close().catch(() => {})]);
}
