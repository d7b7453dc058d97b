import { QUEUE_NAMES } from '#contract/queue-names.ts';
import type { Queue, QueueName, QueueRates } from '#ports/queue.ts';

export interface QueueMeter {
  /** The same queue. Counts what this process publishes and acknowledges. */
  wrap(queue: Queue): Queue;
  /** Over the last ten seconds, or since the process started if that is less. */
  rates(queue: QueueName): QueueRates;
}

export interface QueueMeterOptions {
  /** Whether the process publishes, and consumes. The rate of what it never does is `null`. */
  publishes: boolean;
  consumes: boolean;
  /** Monotonic milliseconds. */
  clock?: () => number;
}

const SLOT_MS = 1_000;
const SLOTS = 10;

/** Counts the messages of this process, for adapters whose server does not count them. */
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

/** One count for each second; keeps the last ten. */
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
      // The window begins with the oldest slot, or with the start of the process.
      const sinceMs = Math.max(startedMs, (slotNow() - SLOTS) * SLOT_MS);
      return sum / Math.max(1, (clock() - sinceMs) / 1_000);
    },
  };
}
