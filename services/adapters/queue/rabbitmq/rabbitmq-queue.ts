import { InvalidRequestError, UnavailableError } from '#ports/errors.ts';
import type { OutgoingMessage, Queue, QueueName } from '#ports/queue.ts';
import { JOBS_DEPTH_FACTOR, QUEUE_NAMES } from '#ports/queue.ts';
import type { RunningConsumer } from './consume/consumer.ts';
import { startConsumer } from './consume/consumer.ts';
import { createRetryLadder } from './consume/retry-ladder.ts';
import type { Holdings } from './inspect/consumer-counts.ts';
import { createCensus } from './inspect/consumer-counts.ts';
import { createDeadLetters } from './inspect/dead-letters.ts';
import { createInspector } from './inspect/inspector.ts';
import { createQueueState } from './inspect/queue-state.ts';
import type { BrokerAddress } from './link/broker-address.ts';
import { describeAddress } from './link/broker-address.ts';
import { toPortError } from './link/broker-error.ts';
import { createBrokerLink } from './link/broker-link.ts';
import { closeQuietly, createTopology } from './link/topology.ts';
import type { Packet } from './message.ts';
import { MAX_BODY_BYTES, packetOf } from './message.ts';
import { createConfirmPublisher } from './publish/confirm-publisher.ts';
import { createDepthGate } from './publish/depth-gate.ts';

export interface RabbitMqQueueOptions {
  address: BrokerAddress;
  /** Names this process's connections, for the server's operator. */
  name: string;
  /** Before the name of everything on the server. Default `influscope.`. */
  prefix?: string;
  /** Messages of `profile-events` (ready or delayed) from which publishers wait. Default 1,000. */
  maxDepth?: number;
  /** Deliveries before a message that is retried becomes a dead letter. Default 5. */
  maxAttempts?: number;
  /** Longest delay before the second delivery; doubles with each, up to `retryMaxMs`. Defaults 500 and 60,000. */
  retryBaseMs?: number;
  retryMaxMs?: number;
  /** Dead letters kept for each queue; the oldest go first. Defaults 10,000 and 30 days. */
  maxDeadLetters?: number;
  deadLetterMaxAgeMs?: number;
  /** A call waits this long for the server before it rejects. Default 1,500. */
  patienceMs?: number;
  /** Told of lost connections, and of what is tried again. */
  onError?: (error: unknown) => void;
}

/** Publishing is cut into pieces, so that backpressure also works within one call. */
const MAX_PIECE_ITEMS = 200;
const MAX_PIECE_BYTES = 1_000_000;
const FLUSH_MS = 5_000;
const SAME_ERROR_MS = 60_000;

/**
 * Quorum queues of a RabbitMQ from 3.10 on. One connection publishes and another does the rest: a server that is short of memory
 * stops reading from those that publish, and acknowledgements must not be stopped with them.
 */
export function createRabbitMqQueue(options: RabbitMqQueueOptions): Queue {
  const { address, name, prefix = 'influscope.', maxDepth = 1_000, maxAttempts = 5 } = options;
  const { maxDeadLetters = 10_000, deadLetterMaxAgeMs = 30 * 24 * 3_600_000, patienceMs = 1_500 } = options;
  const where = describeAddress(address);
  const toError = (error: unknown) => toPortError(error, where);
  const onError = quieted(options.onError ?? (() => {}));
  const ladder = createRetryLadder({
    retryBaseMs: options.retryBaseMs ?? 500,
    retryMaxMs: options.retryMaxMs ?? 60_000,
  });
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
  const census = createCensus({ link: publishing, exchange: topology.census, redeclare, holdings, onError });
  const deadLetters = createDeadLetters({ link, publisher, topology, maxDeadLetters, toError });
  const state = createQueueState({
    topology,
    inspector,
    census,
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

  const close = async () => {
    await Promise.all(QUEUE_NAMES.flatMap((queue) => [...consumers[queue]].map((one) => one.close())));
    await publisher.settle(AbortSignal.timeout(FLUSH_MS)).catch(() => {});
    census.close();
    await Promise.all([publishing.close(), link.close()]);
  };

  return {
    async publish(queue, messages, signal) {
      signal?.throwIfAborted();
      if (closing !== undefined) throw new UnavailableError('The queue is closed');
      for (const piece of cut(topology.queues[queue].main, messages)) {
        await gates[queue].enter(piece.length, signal);
        await publisher.send(piece, signal);
      }
    },
    consume(queue, consumeOptions, handler) {
      census.join();
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
        async close(deadlineMs) {
          await consumer.close(deadlineMs);
          consumers[queue].delete(consumer);
        },
      };
    },
    stats: state.stats,
    waitUntilIdle: state.waitUntilIdle,
    deadLetters: deadLetters.deadLetters,
    retryDead: deadLetters.retryDead,
    discardDead: deadLetters.discardDead,
    ping: async () => void (await inspector.count(topology.queues['profile-events'].main)),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function* cut(queue: string, messages: readonly OutgoingMessage[]): Generator<Packet[]> {
  let piece: Packet[] = [];
  let bytes = 0;
  for (const message of messages) {
    const packet = packetOf(queue, message);
    const size = packet.content.length;
    if (size > MAX_BODY_BYTES) {
      throw new InvalidRequestError('message_too_large', `Message ${message.id} has ${size} bytes`);
    }
    if (piece.length > 0 && (piece.length >= MAX_PIECE_ITEMS || bytes + size > MAX_PIECE_BYTES)) {
      yield piece;
      piece = [];
      bytes = 0;
    }
    piece.push(packet);
    bytes += size;
  }
  if (piece.length > 0) yield piece;
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

/** The same error again and again is told once a minute. */
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
