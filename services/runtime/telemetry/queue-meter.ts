import { QUEUE_NAMES } from '#contract/queue-names.ts';
import type { Queue, QueueName, QueueRates } from '#ports/queue.ts';

export interface QueueMeter {
  /** The same queue; what this process publishes and acknowledges through it is counted. */
  wrap(queue: Queue): Queue;
  /** Over the last ten seconds, or over what the process has lived of them. */
  rates(queue: QueueName): QueueRates;
}

export interface QueueMeterOptions {
  /** Whether the process is one that publishes, or consumes: what it never does it knows nothing of. */
  publishes: boolean;
  consumes: boolean;
  /** Milliseconds that only grow. */
  clock?: () => number;
}

const SLOT_MS = 1_000;
const SLOTS = 10;

/** Counts what goes through a queue in this process, for adapters whose server does not. */
export function createQueueMeter(options: QueueMeterOptions): QueueMeter {
  const clock = options.clock ?? (() => performance.now());
  const counts = new Map(
    QUEUE_NAMES.map((name) => [name, { published: createWindow(clock), acknowledged: createWindow(clock) }]),
  );
  const of = (queue: QueueName) => counts.get(queue) as NonNullable<ReturnType<typeof counts.get>>;

  return {
    wrap: (queue) => ({
      ...queue,
      async publish(name, messages, signal) {
        await queue.publish(name, messages, signal);
        of(name).published.add(messages.length);
      },
      consume: (name, consumeOptions, handler) =>
        queue.consume(name, consumeOptions, async (batch, signal) => {
          const verdicts = await handler(batch, signal);
          of(name).acknowledged.add(verdicts.filter(({ kind }) => kind === 'ack').length);
          return verdicts;
        }),
    }),
    rates(queue) {
      const { published, acknowledged } = of(queue);
      return {
        publishedPerSecond: options.publishes ? published.perSecond() : null,
        acknowledgedPerSecond: options.consumes ? acknowledged.perSecond() : null,
        windowMs: SLOTS * SLOT_MS,
      };
    },
  };
}

/** Counts by the second, of which the last ten are kept. */
function createWindow(clock: () => number) {
  const startedMs = clock();
  const slots = new Map<number, number>();
  const slotNow = () => Math.floor(clock() / SLOT_MS);
  const forget = () => {
    const first = slotNow() - SLOTS;
    for (const slot of slots.keys()) if (slot < first) slots.delete(slot);
  };
  return {
    add(count: number): void {
      const slot = slotNow();
      if (!slots.has(slot)) forget();
      slots.set(slot, (slots.get(slot) ?? 0) + count);
    },
    perSecond(): number {
      forget();
      let sum = 0;
      for (const count of slots.values()) sum += count;
      // The slots reach back to the beginning of the oldest, or to the start of the process.
      const sinceMs = Math.max(startedMs, (slotNow() - SLOTS) * SLOT_MS);
      return sum / Math.max(1, (clock() - sinceMs) / 1_000);
    },
  };
}
