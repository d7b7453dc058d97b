import { setTimeout as sleep } from 'node:timers/promises';
import { UnavailableError } from '#ports/errors.ts';
import type { QueueName, QueueStats } from '#ports/queue.ts';
import { QUEUE_NAMES } from '#ports/queue.ts';
import { BUNDLE_SIZE } from '../bundle.ts';
import type { Topology } from '../link/topology.ts';
import type { ConsumerCounts, Holdings } from './consumer-counts.ts';
import type { Inspector, QueueCounts } from './inspector.ts';

export interface QueueStateOptions {
  topology: Topology;
  inspector: Inspector;
  consumerCounts: Pick<ConsumerCounts, 'ask'>;
  /** Resolves when this process reads no dead letters: the server does not count those meanwhile. */
  deadLettersQuiet(): Promise<void>;
  isClosed(): boolean;
}

/** The state of queues, from the counts of the server and the answers of all consumers. */
export interface QueueState {
  stats(): Promise<QueueStats[]>;
  waitUntilIdle(queue: QueueName, signal: AbortSignal): Promise<void>;
  /** Ready and delayed. */
  depth(queue: QueueName): Promise<number>;
  /** Whether a consumer read bundles when `depth` last looked. A process of an earlier version reads none. */
  hasBundleReaders(queue: QueueName): boolean;
}

interface Counts {
  ready: number;
  delayed: number;
  consumers: number;
}

const DELAYED_TRUST_MS = 1_000;
const LOOK_AGAIN_MS = { first: 10, max: 100 };

export function createQueueState(options: QueueStateOptions): QueueState {
  const { topology, inspector, consumerCounts, deadLettersQuiet, isClosed } = options;
  /** Estimated publication time of the oldest message: the server does not report it. */
  const oldestAtMs = new Map<QueueName, number>();
  const delayedSeen = new Map<QueueName, { count: number; untilMs: number }>();
  const bundleReaders = new Map<QueueName, number>();

  const countDelayed = async (queue: QueueName): Promise<number> => {
    const counts = await Promise.all(
      [...topology.queues[queue].delays.values()].map((name) => inspector.count(name)),
    );
    const count = counts.reduce((sum, { messages }) => sum + messages, 0);
    delayedSeen.set(queue, { count, untilMs: performance.now() + DELAYED_TRUST_MS });
    return count;
  };

  const countBundled = async (queue: QueueName): Promise<QueueCounts> => {
    const { bundles } = topology.queues[queue];
    if (bundles === undefined) return { messages: 0, consumers: 0 };
    const { messages, consumers } = await inspector.count(bundles);
    bundleReaders.set(queue, consumers);
    return { messages: messages * BUNDLE_SIZE, consumers };
  };

  /** Counts in the order in which a message moves, so that a moving message is seen. */
  const count = async (queue: QueueName): Promise<Counts> => {
    const { main, suspects } = topology.queues[queue];
    const bundled = await countBundled(queue);
    const delayed = await countDelayed(queue);
    const apart = await inspector.count(suspects);
    const ready = await inspector.count(main);
    return {
      ready: ready.messages + apart.messages + bundled.messages,
      delayed,
      consumers: ready.consumers + apart.consumers + bundled.consumers,
    };
  };

  const ask = async (expected: ReadonlyMap<QueueName, number>) => {
    const consumersOf = (answers: readonly Record<QueueName, Holdings>[], queue: QueueName) =>
      answers.reduce((sum, answer) => sum + answer[queue].consumers, 0);
    const isComplete = (answers: readonly Record<QueueName, Holdings>[]) =>
      [...expected].every(([queue, consumers]) => consumersOf(answers, queue) >= consumers);
    const answers = isComplete([]) ? [] : await consumerCounts.ask(isComplete);
    return { answers, complete: isComplete(answers) };
  };

  const ageOf = (queue: QueueName, pending: number, holdings: readonly Holdings[]): number | null => {
    if (pending === 0) {
      oldestAtMs.delete(queue);
      return null;
    }
    const inFlight = holdings.flatMap((one) => one.oldestAtMs ?? []);
    // What is in flight is about the oldest. Else: since the last time that was so, or since it was first seen here.
    const oldest = inFlight.length > 0 ? Math.min(...inFlight) : (oldestAtMs.get(queue) ?? Date.now());
    oldestAtMs.set(queue, oldest);
    return Math.max(0, Date.now() - oldest);
  };

  /** How many deliveries there have been, when nothing is pending now; `undefined` when something is, or may be. */
  const deliveriesIfIdle = async (queue: QueueName): Promise<number | undefined> => {
    // Usually this is enough.
    if ((await inspector.count(topology.queues[queue].main)).messages > 0) return undefined;
    const { ready, delayed, consumers } = await count(queue);
    if (ready + delayed > 0) return undefined;
    const { answers, complete } = await ask(new Map([[queue, consumers]]));
    const holdings = answers.map((answer) => answer[queue]);
    if (!complete || holdings.some(({ inFlight }) => inFlight > 0)) return undefined;
    return holdings.reduce((sum, { received }) => sum + received, 0);
  };

  return {
    async stats() {
      await deadLettersQuiet();
      const counts = new Map<QueueName, Counts & { dead: number }>();
      for (const queue of QUEUE_NAMES) {
        const { messages: dead } = await inspector.count(topology.queues[queue].dead);
        counts.set(queue, { ...(await count(queue)), dead });
      }
      const expected = new Map([...counts].map(([queue, { consumers }]) => [queue, consumers]));
      const { answers } = await ask(expected);
      return [...counts].map(([name, { ready, delayed, dead }]) => {
        const holdings = answers.map((answer) => answer[name]);
        const inFlight = holdings.reduce((sum, one) => sum + one.inFlight, 0);
        const oldestMs = ageOf(name, ready + delayed + inFlight, holdings);
        return { name, ready, inFlight, delayed, dead, oldestMs };
      });
    },
    async waitUntilIdle(queue, signal) {
      let before: number | undefined;
      for (let pauseMs = LOOK_AGAIN_MS.first; ; pauseMs = Math.min(LOOK_AGAIN_MS.max, pauseMs * 1.5)) {
        signal.throwIfAborted();
        const deliveries = await deliveriesIfIdle(queue).catch((error) => {
          if (error instanceof UnavailableError && !isClosed()) return undefined;
          throw error;
        });
        // Twice, with no delivery in between: a message on its way between two places is in one of them by then.
        if (deliveries !== undefined && deliveries === before) return;
        before = deliveries;
        if (deliveries !== undefined) continue;
        await sleep(pauseMs, undefined, { signal }).catch(() => {
          throw signal.reason;
        });
      }
    },
    async depth(queue) {
      const { main, suspects } = topology.queues[queue];
      const delayed = delayedSeen.get(queue);
      const isFresh = delayed !== undefined && performance.now() < delayed.untilMs;
      const waiting = isFresh ? delayed.count : await countDelayed(queue);
      const [bundled, ready, apart] = await Promise.all([
        countBundled(queue),
        inspector.count(main),
        inspector.count(suspects),
      ]);
      return waiting + bundled.messages + ready.messages + apart.messages;
    },
    hasBundleReaders: (queue) => (bundleReaders.get(queue) ?? 0) > 0,
  };
}
