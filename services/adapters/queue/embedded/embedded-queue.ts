import { scrub } from '#adapters/embedded-storage/scrub.ts';
import type { StorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { inOnePart } from '#contract/text-parts.ts';
import { splitBySize } from '#lib/split-by-size.ts';
import type { Consumer, OutgoingMessage, Queue, QueueName } from '#ports/queue.ts';
import { DEFAULT_LIMITS, PIECE } from '../limits.ts';
import { createKeptMessages } from './kept-messages.ts';
import type { QueueCalls, QueueStoreOptions, StoredMessage } from './queue-calls.ts';
import { startConsumer } from './queue-consumer.ts';

/** Limits default to `DEFAULT_LIMITS`. Depth counts messages that are ready, in flight or delayed. */
export interface EmbeddedQueueOptions extends Partial<QueueStoreOptions> {
  /** Shared with the process's other embedded stores. Its creator closes it. */
  thread: StorageThread;
  /** The queue's file. Its folders and its `-wal` and `-shm` neighbours are created. */
  path: string;
  /** Receives the errors that a consumer retries: a full disk, a locked file. */
  onError?: (error: unknown) => void;
}

const DEFAULT_LEASE_MS = 15_000;

/**
 * A queue in one SQLite file, for any number of processes on one machine. A delivery that is lost with its process
 * raises `attempt`, but not what `maxAttempts` counts; a message becomes a dead letter after twenty such losses.
 */
export function createEmbeddedQueue(options: EmbeddedQueueOptions): Queue {
  const { thread, path, onError = () => {}, ...limits } = options;
  const channel = thread.open<QueueCalls>({
    kind: 'queue',
    path,
    options: { ...DEFAULT_LIMITS, leaseMs: DEFAULT_LEASE_MS, ...limits } satisfies QueueStoreOptions,
  });
  const consumers = new Map<Consumer, QueueName>();
  const kept = createKeptMessages();
  /** Without fields that the store does not know. Kept where this process also consumes. */
  const toStored = (message: OutgoingMessage, isKept: boolean): StoredMessage => {
    const { id, body, parts = inOnePart(body), traceparent } = message;
    const number = isKept ? kept.keep(message) : undefined;
    return {
      id,
      parts,
      ...(traceparent !== undefined && { traceparent }),
      ...(number !== undefined && { kept: number }),
    };
  };
  let closing: Promise<void> | undefined;

  return {
    async publish(queue, messages, signal) {
      const pieces = splitBySize(messages, { ...PIECE, sizeOf: ({ body }) => body.length });
      const isKept = [...consumers.values()].includes(queue);
      for (const piece of pieces) {
        if (isKept) await kept.room();
        const stored = piece.map((message) => toStored(message, isKept));
        try {
          await channel.call('publish', { queue, messages: stored }, signal);
        } catch (error) {
          for (const { kept: number } of stored) if (number !== undefined) kept.take(number);
          throw error;
        }
      }
    },
    consume(queue, consumeOptions, handler) {
      const consumer = startConsumer({ channel, kept, queue, options: consumeOptions, handler, onError });
      consumers.set(consumer, queue);
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
    async erase(queue, { hints, isMeant }) {
      let removed = 0;
      kept.clear();
      for (const table of ['messages', 'dead'] as const) {
        for (let after = 0; ; ) {
          const found = await channel.call('search', { table, queue, hints, after });
          const last = found.at(-1);
          if (last === undefined) break;
          after = last.seq;
          const seqs = found.filter(({ body }) => isMeant(body)).map(({ seq }) => seq);
          if (seqs.length > 0) removed += await channel.call('eraseSeqs', { table, queue, seqs });
        }
      }
      // Always: messages that were acknowledged before may still be in the free parts of the file.
      await scrub(() => channel.call('scrub', null), path);
      // Again: a message that was published during the search may be erased too.
      kept.clear();
      return removed;
    },
    ping: () => channel.call('ping', null),
    close() {
      closing ??= (async () => {
        await Promise.all([...consumers.keys()].map((consumer) => consumer.close()));
        await channel.close();
      })();
      return closing;
    },
  };
}
