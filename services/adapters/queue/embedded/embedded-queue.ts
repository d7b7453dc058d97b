import type { StorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import type { Consumer, OutgoingMessage, Queue } from '#ports/queue.ts';
import type { QueueCalls } from './queue-calls.ts';
import { startConsumer } from './queue-consumer.ts';

export interface EmbeddedQueueOptions {
  /** Shared with the process's other embedded stores; closed by whoever created it. */
  thread: StorageThread;
  /** The queue's file; it, its parents and its `-wal` and `-shm` neighbours are created. */
  path: string;
  /** Messages of `profile-events` (ready, in flight or delayed) from which publishers wait. Default 1,000. */
  maxDepth?: number;
  /** Deliveries before a message that is retried becomes a dead letter. Default 5. */
  maxAttempts?: number;
  /** Longest delay before the second delivery; doubles with each, up to `retryMaxMs`. Defaults 500 and 60,000. */
  retryBaseMs?: number;
  retryMaxMs?: number;
  /** How long a process that neither works nor ends keeps its deliveries. Default 15,000. */
  leaseMs?: number;
  /** Dead letters kept for each queue; the oldest go first. Defaults 10,000 and 30 days. */
  maxDeadLetters?: number;
  deadLetterMaxAgeMs?: number;
  /** Told of what a consumer met and tries again: a full disk, a file that is held. */
  onError?: (error: unknown) => void;
}

/** Publishing is cut into pieces, so that backpressure also works within one call. */
const MAX_PIECE_ITEMS = 200;
const MAX_PIECE_CHARS = 1_000_000;

/**
 * A queue in one SQLite file, for any number of processes on one machine. A delivery that is lost with its process
 * raises `attempt`, but not what `maxAttempts` counts; a message becomes a dead letter after twenty such losses.
 */
export function createEmbeddedQueue(options: EmbeddedQueueOptions): Queue {
  const { thread, path, onError = () => {} } = options;
  const channel = thread.open<QueueCalls>({
    kind: 'queue',
    path,
    options: {
      maxDepth: options.maxDepth ?? 1_000,
      maxAttempts: options.maxAttempts ?? 5,
      retryBaseMs: options.retryBaseMs ?? 500,
      retryMaxMs: options.retryMaxMs ?? 60_000,
      leaseMs: options.leaseMs ?? 15_000,
      maxDeadLetters: options.maxDeadLetters ?? 10_000,
      deadLetterMaxAgeMs: options.deadLetterMaxAgeMs ?? 30 * 24 * 3_600_000,
    },
  });
  const consumers = new Set<Consumer>();
  let closing: Promise<void> | undefined;

  return {
    async publish(queue, messages, signal) {
      for (const piece of cut(messages)) await channel.call('publish', { queue, messages: piece }, signal);
    },
    consume(queue, consumeOptions, handler) {
      const consumer = startConsumer(channel, queue, consumeOptions, handler, onError);
      consumers.add(consumer);
      return {
        async close(deadlineMs) {
          await consumer.close(deadlineMs);
          consumers.delete(consumer);
        },
      };
    },
    stats: () => channel.call('stats', null),
    waitUntilIdle: (queue, signal) => channel.call('idle', { queue }, signal),
    deadLetters: (queue, { limit, ids }) => channel.call('deadLetters', { queue, limit, ids: ids ?? null }),
    retryDead: (queue, ids) => channel.call('retryDead', { queue, ids: ids ?? null }),
    discardDead: (queue, ids) => channel.call('discardDead', { queue, ids: ids ?? null }),
    ping: () => channel.call('ping', null),
    close() {
      closing ??= (async () => {
        await Promise.all([...consumers].map((consumer) => consumer.close()));
        await channel.close();
      })();
      return closing;
    },
  };
}

function* cut(messages: readonly OutgoingMessage[]): Generator<OutgoingMessage[]> {
  let piece: OutgoingMessage[] = [];
  let chars = 0;
  for (const { id, body, traceparent } of messages) {
    if (piece.length > 0 && (piece.length >= MAX_PIECE_ITEMS || chars + body.length > MAX_PIECE_CHARS)) {
      yield piece;
      piece = [];
      chars = 0;
    }
    piece.push(traceparent === undefined ? { id, body } : { id, body, traceparent });
    chars += body.length;
  }
  if (piece.length > 0) yield piece;
}
