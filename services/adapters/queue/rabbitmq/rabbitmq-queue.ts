import { splitBySize } from '#lib/split-by-size.ts';
import { InvalidRequestError, UnavailableError } from '#ports/errors.ts';
import type { OutgoingMessage, Queue, QueueName } from '#ports/queue.ts';
import { JOBS_DEPTH_FACTOR, QUEUE_NAMES } from '#ports/queue.ts';
import type { QueueLimits } from '../limits.ts';
import { DEFAULT_LIMITS, PIECE } from '../limits.ts';
import { bundlePackets } from './bundle.ts';
import type { RunningConsumer } from './consume/consumer.ts';
import { startConsumer } from './consume/consumer.ts';
import { createRetryLadder } from './consume/retry-ladder.ts';
import type { Holdings } from './inspect/consumer-counts.ts';
import { createConsumerCounts } from './inspect/consumer-counts.ts';
import { createDeadLetters } from './inspect/dead-letters.ts';
import { createErasure } from './inspect/erasure.ts';
import { createInspector } from './inspect/inspector.ts';
import { createQueueState } from './inspect/queue-state.ts';
import { splitUnreadBundles } from './inspect/split-bundles.ts';
import type { BrokerAddress } from './link/broker-address.ts';
import { describeAddress } from './link/broker-address.ts';
import { toPortError } from './link/broker-error.ts';
import { createBrokerLink } from './link/broker-link.ts';
import { closeQuietly, createTopology } from './link/topology.ts';
import type { Packet } from './message.ts';
import { MAX_BODY_BYTES, packetOf } from './message.ts';
import { createConfirmPublisher } from './publish/confirm-publisher.ts';
import { createDepthGate } from './publish/depth-gate.ts';

/** Limits default to `DEFAULT_LIMITS`. Depth counts messages that are ready or delayed. */
export interface RabbitMqQueueOptions extends Partial<QueueLimits> {
  address: BrokerAddress;
  /** Names this process's connections for the operator of the server. */
  name: string;
  /** Prefix of every name on the server. Default `influscope.`. */
  prefix?: string;
  /** A call waits this long for the server before it rejects. Default 1,500. */
  patienceMs?: number;
  /**
   * Whether events are published in bundles: `when-read` does so only while a consumer reads bundles, so that none stays
   * behind for consumers of an earlier version. Default `when-read`.
   */
  bundling?: 'when-read' | 'always';
  /** Receives lost connections, and errors that are retried. */
  onError?: (error: unknown) => void;
}

const FLUSH_MS = 5_000;
const SAME_ERROR_MS = 60_000;

/**
 * Quorum queues of RabbitMQ 3.10 or later. One connection publishes and another does the rest: a server that is low on
 * memory stops reading from connections that publish, and this must not block acknowledgements.
 */
export function createRabbitMqQueue(options: RabbitMqQueueOptions): Queue {
  const { address, name, prefix = 'influscope.', patienceMs = 1_500, bundling = 'when-read' } = options;
  const limits = { ...DEFAULT_LIMITS, ...options };
  const { maxDepth, maxAttempts, maxDeadLetters, deadLetterMaxAgeMs } = limits;
  const where = describeAddress(address);
  const toError = (error: unknown) => toPortError(error, where);
  const onError = quieted(options.onError ?? (() => {}));
  const ladder = createRetryLadder(limits);
  const topology = createTopology({ prefix, ladder: ladder.delays, maxDeadLetters, deadLetterMaxAgeMs });
  const link = createBrokerLink({ address, name, patienceMs, onError, prepare: topology.declare });
  const publishing = createBrokerLink({
    address,
    name: `${name}, publishing`,
    patienceMs,
    onError,
    // Nothing is published before everything is declared.
    prepare: async () => {
      await closeQuietly(await link.openChannel());
    },
  });
  const redeclare = async () => {
    try {
      await topology.declare({ createChannel: () => link.openChannel() });
    } catch (error) {
      throw toError(error);
    }
  };
  const publisher = createConfirmPublisher({ link: publishing, redeclare, toError });
  const inspector = createInspector({ link, redeclare, toError });
  const consumers: Record<QueueName, Set<RunningConsumer>> = {
    'scrape-jobs': new Set(),
    'profile-events': new Set(),
  };
  const holdings = () => ({
    'scrape-jobs': sumOf(consumers['scrape-jobs']),
    'profile-events': sumOf(consumers['profile-events']),
  });
  const consumerCounts = createConsumerCounts({
    link: publishing,
    exchange: topology.consumerCounts,
    redeclare,
    holdings,
    onError,
  });
  const deadLetters = createDeadLetters({ link, publisher, topology, maxDeadLetters, toError });
  const erasure = createErasure({ link, publisher, topology, deadLetters, toError });
  const state = createQueueState({
    topology,
    inspector,
    consumerCounts,
    deadLettersQuiet: deadLetters.quiet,
    isClosed: link.isClosed,
  });
  const gates = {
    'scrape-jobs': createDepthGate({
      maxDepth: maxDepth * JOBS_DEPTH_FACTOR,
      depth: () => state.depth('scrape-jobs'),
    }),
    'profile-events': createDepthGate({ maxDepth, depth: () => state.depth('profile-events') }),
  };
  let closing: Promise<void> | undefined;

  const closeConsumer = async (queue: QueueName, consumer: RunningConsumer, deadlineMs?: number) => {
    await consumer.close(deadlineMs);
    if (!consumers[queue].delete(consumer) || bundling === 'always' || publishing.isBlocked()) return;
    await splitUnreadBundles({ link, publisher, inspector, topology }, queue).catch(onError);
  };

  const bundled = (queue: QueueName, packets: readonly Packet[]): readonly Packet[] => {
    const { bundles } = topology.queues[queue];
    if (bundles === undefined) return packets;
    const isRead = bundling === 'always' || state.hasBundleReaders(queue);
    return isRead ? bundlePackets(bundles, packets) : packets;
  };

  const close = async () => {
    await Promise.all(
      QUEUE_NAMES.flatMap((queue) => [...consumers[queue]].map((one) => closeConsumer(queue, one))),
    );
    await publisher.settle(AbortSignal.timeout(FLUSH_MS)).catch(() => {});
    consumerCounts.close();
    await Promise.all([publishing.close(), link.close()]);
  };

  return {
    async publish(queue, messages, signal) {
      signal?.throwIfAborted();
      if (closing !== undefined) throw new UnavailableError('The queue is closed');
      const { main } = topology.queues[queue];
      const packets = messages.values().map((message) => toPacket(main, message));
      for (const piece of splitBySize(packets, { ...PIECE, sizeOf: ({ content }) => content.length })) {
        await gates[queue].enter(piece.length, signal);
        await publisher.send(bundled(queue, piece), signal);
      }
    },
    consume(queue, consumeOptions, handler) {
      consumerCounts.join();
      const deps = {
        link,
        publisher,
        queues: topology.queues[queue],
        ladder,
        maxAttempts,
        redeclare,
        onError,
      };
      const consumer = startConsumer(deps, consumeOptions, handler);
      consumers[queue].add(consumer);
      return {
        close: (deadlineMs) => closeConsumer(queue, consumer, deadlineMs),
      };
    },
    stats: state.stats,
    waitUntilIdle: state.waitUntilIdle,
    deadLetters: deadLetters.deadLetters,
    retryDead: deadLetters.retryDead,
    discardDead: deadLetters.discardDead,
    erase: erasure.erase,
    ping: async () => void (await inspector.count(topology.queues['profile-events'].main)),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Throws `InvalidRequestError` for a message that the server would reject. */
function toPacket(queue: string, message: OutgoingMessage): Packet {
  const packet = packetOf(queue, message);
  const size = packet.content.length;
  if (size <= MAX_BODY_BYTES) return packet;
  throw new InvalidRequestError('message_too_large', `Message ${message.id} has ${size} bytes`);
}

function sumOf(consumers: ReadonlySet<RunningConsumer>): Holdings {
  const sum: Holdings = { consumers: 0, inFlight: 0, received: 0, oldestAtMs: null };
  for (const consumer of consumers) {
    const one = consumer.holdings();
    sum.consumers += one.consumers;
    sum.inFlight += one.inFlight;
    sum.received += one.received;
    if (one.oldestAtMs !== null) sum.oldestAtMs = Math.min(sum.oldestAtMs ?? one.oldestAtMs, one.oldestAtMs);
  }
  return sum;
}

/** Reports a repeated error once a minute. */
function quieted(onError: (error: unknown) => void): (error: unknown) => void {
  const told = new Map<string, number>();
  return (error) => {
    const message = error instanceof Error ? error.message : String(error);
    const nowMs = performance.now();
    if (nowMs - (told.get(message) ?? Number.NEGATIVE_INFINITY) < SAME_ERROR_MS) return;
    if (told.size > 100) told.clear();
    told.set(message, nowMs);
    onError(error);
  };
}
