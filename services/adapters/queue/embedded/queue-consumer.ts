import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreChannel } from '#adapters/embedded-storage/storage-thread.ts';
import { backoffMs } from '#lib/async/backoff.ts';
import { orAbort } from '#lib/async/or-abort.ts';
import { race } from '#lib/async/race.ts';
import type { BatchHandler, ConsumeOptions, Consumer, Delivery, QueueName } from '#ports/queue.ts';
import { decideBatch } from '../decide-batch.ts';
import { DEFAULT_DRAIN_MS } from '../limits.ts';
import type { KeptMessage, KeptMessages } from './kept-messages.ts';
import type { KeptDelivery, LeasedBatch, QueueCalls } from './queue-calls.ts';

const AGAIN = { baseMs: 100, maxMs: 5_000 };

export interface ConsumerParts {
  channel: StoreChannel<QueueCalls>;
  kept: KeptMessages;
  queue: QueueName;
  options: ConsumeOptions;
  handler: BatchHandler;
  /** Receives errors after which the consumer tries again. */
  onError(error: unknown): void;
}

/** A leased batch whose bodies are known. */
type TakenBatch = Omit<LeasedBatch, 'deliveries'> & { deliveries: Delivery[] };

/** Takes batches ahead of the handler, and settles its verdicts while it processes the next batch. */
export function startConsumer({ channel, kept, queue, options, handler, onError }: ConsumerParts): Consumer {
  const { maxItems, maxWaitMs, concurrency } = options;
  const stop = new AbortController();
  const cut = new AbortController();
  const handling = new Set<Promise<void>>();
  const settling = new Set<Promise<void>>();
  let closing: Promise<void> | undefined;

  const track = (set: Set<Promise<void>>, work: Promise<void>) => {
    const tracked = work.finally(() => set.delete(tracked));
    set.add(tracked);
  };

  /** Retries until it succeeds. Returns `undefined` when `signal` aborts or the store is closed. */
  const persist = async <T>(operation: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> => {
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        return await operation();
      } catch (error) {
        if (signal.aborted || channel.isClosed()) break;
        onError(error);
        await sleep(backoffMs(attempt, AGAIN), undefined, { signal }).catch(() => {});
      }
    }
    return undefined;
  };

  /** Adds the bodies that this process keeps, and reads those that it does not keep any more. */
  const complete = async ({ lease, seqs, deliveries }: LeasedBatch): Promise<TakenBatch> => {
    const known = deliveries.map((delivery) =>
      'body' in delivery ? delivery : withKept(delivery, kept.take(delivery.kept)),
    );
    const missing = seqs.filter((_, i) => known[i] === undefined);
    const read = missing.length === 0 ? [] : await channel.call('bodies', { seqs: missing });
    const bodies = new Map(missing.map((seq, i) => [seq, read[i]]));
    const taken: TakenBatch = { lease, seqs: [], deliveries: [] };
    for (const [i, seq] of seqs.entries()) {
      const delivery = known[i] ?? withKept(deliveries[i] as KeptDelivery, bodyOnly(bodies.get(seq)));
      // No body: the lease was lost, and another consumer has settled the message.
      if (delivery === undefined) continue;
      taken.seqs.push(seq);
      taken.deliveries.push(delivery);
    }
    return taken;
  };

  const giveBack = ({ lease, seqs }: Pick<LeasedBatch, 'lease' | 'seqs'>) =>
    channel.call('giveBack', { lease, seqs }).catch((error: unknown) => onError(error));

  const handle = async (batch: TakenBatch): Promise<void> => {
    const { lease, seqs, deliveries } = batch;
    const verdicts = await decideBatch(handler, deliveries, cut.signal);
    track(
      settling,
      verdicts === undefined
        ? giveBack(batch)
        : persist(() => channel.call('settle', { queue, lease, seqs, verdicts }), cut.signal),
    );
  };

  const run = async () => {
    while (!stop.signal.aborted) {
      const leased = await persist(
        () => channel.call('take', { queue, maxItems, maxWaitMs }, stop.signal),
        stop.signal,
      );
      if (leased === undefined) break;
      // Not with `stop`: what was taken is processed or given back.
      const batch = await persist(() => complete(leased), cut.signal);
      if (batch === undefined) break;
      await untilFewer(handling, concurrency, stop.signal);
      // Settling may fail: then the process must not take more.
      await untilFewer(settling, concurrency + 1, stop.signal);
      if (stop.signal.aborted) await giveBack(batch);
      else track(handling, handle(batch));
    }
  };
  const running = run();

  const drain = async (deadlineMs: number) => {
    stop.abort(new Error('The consumer is closed'));
    const timer = setTimeout(() => cut.abort(new Error('The consumer had to close')), deadlineMs);
    try {
      await running;
      while (handling.size + settling.size > 0) await Promise.all([...handling, ...settling]);
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    close(deadlineMs = DEFAULT_DRAIN_MS) {
      closing ??= drain(deadlineMs);
      return closing;
    },
  };
}

function withKept(
  { kept: _, ...delivery }: KeptDelivery,
  message: KeptMessage | undefined,
): Delivery | undefined {
  return message && { ...delivery, ...message };
}

function bodyOnly(body: string | undefined): KeptMessage | undefined {
  return body === undefined ? undefined : { body };
}

async function untilFewer(
  set: ReadonlySet<Promise<void>>,
  limit: number,
  signal: AbortSignal,
): Promise<void> {
  while (set.size >= limit && !signal.aborted) await orAbort(race(set), signal).catch(() => {});
}
