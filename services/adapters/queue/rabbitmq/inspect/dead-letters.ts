import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, ConsumeMessage } from 'amqplib';
import { UnavailableError } from '#ports/errors.ts';
import type { DeadLetter, Queue, QueueName } from '#ports/queue.ts';
import type { BrokerLink } from '../link/broker-link.ts';
import type { Topology } from '../link/topology.ts';
import { closeQuietly } from '../link/topology.ts';
import { idOf, readDeadLetter, revive } from '../message.ts';
import type { ConfirmPublisher } from '../publish/confirm-publisher.ts';

export interface DeadLettersOptions {
  link: BrokerLink;
  publisher: ConfirmPublisher;
  topology: Topology;
  /** Dead letters that a queue may hold. */
  maxDeadLetters: number;
  toError(error: unknown): Error;
}

export interface DeadLetterQueues extends Pick<Queue, 'deadLetters' | 'retryDead' | 'discardDead'> {
  /** Removes the dead letters whose body is meant; returns how many. */
  eraseDead(queue: QueueName, isMeant: (body: string) => boolean): Promise<number>;
  /** Resolves when this process reads no dead letters: the server does not count those meanwhile. */
  quiet(): Promise<void>;
}

interface Visit {
  /** Maximum unsettled deliveries. */
  prefetch: number;
  /** Settles the message or leaves it; a message that is left returns to its place. */
  visit(message: ConsumeMessage, channel: Channel): void;
  /** Resolves when all started work is done; the channel is open until then. */
  finish?(): Promise<unknown>;
}

/** Retried messages stay in memory until they are confirmed. */
const RETRY_PREFETCH = 200;
const MAX_PREFETCH = 65_535;
const TURN_MS = 10_000;
const LOOK_MS = 10;
const QUIET_MS = 250;
const RETURN_MS = 1_000;

/**
 * The server cannot show messages without delivering them. So this takes all messages without settling them; those that
 * stay return to their place when the channel closes. Only one channel receives messages at a time.
 */
export function createDeadLetters(options: DeadLettersOptions): DeadLetterQueues {
  const { link, publisher, topology, maxDeadLetters, toError } = options;
  const whole = Math.min(MAX_PREFETCH, 2 * maxDeadLetters);
  let turn: Promise<unknown> = Promise.resolve();

  /** One after the other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };

  /** Returns how many it saw; `undefined` while another channel reads. */
  const tryScan = async (queue: string, { prefetch, visit, finish }: Visit): Promise<number | undefined> => {
    const channel = await link.openChannel();
    let ended = false;
    channel.once('close', () => {
      ended = true;
    });
    try {
      const { messageCount: total, consumerCount: others } = await channel.checkQueue(queue);
      if (others > 0) return undefined;
      let seen = 0;
      await channel.prefetch(prefetch);
      await channel.consume(queue, (message) => {
        // What died since is for the next time.
        if (message !== null && ++seen <= total) visit(message, channel);
      });
      let before = 0;
      let quietSinceMs = performance.now();
      while (seen < total) {
        const { messageCount, consumerCount } = await channel.checkQueue(queue);
        if (seen === 0 && consumerCount > 1) return undefined;
        if (seen > before || messageCount > 0) quietSinceMs = performance.now();
        before = seen;
        // Some may have expired meanwhile, others are still on their way.
        if (performance.now() - quietSinceMs > QUIET_MS) break;
        await sleep(LOOK_MS);
      }
      await finish?.();
      return Math.min(seen, total);
    } catch (error) {
      throw ended ? new UnavailableError('The connection ended', { cause: error }) : toError(error);
    } finally {
      await closeQuietly(channel);
    }
  };

  const scan = async (queue: string, work: Visit): Promise<number> => {
    const deadline = performance.now() + TURN_MS;
    for (;;) {
      const seen = await tryScan(queue, work);
      if (seen !== undefined) return seen;
      if (performance.now() > deadline) {
        throw new UnavailableError(`Another process is changing the dead letters in ${queue}; try again`);
      }
      await sleep(LOOK_MS * (1 + 9 * Math.random()));
    }
  };

  /** What was only looked at is counted again a moment after the channel has closed. */
  const untilReturned = async (queue: string, count: number) => {
    const deadline = performance.now() + RETURN_MS;
    const channel = await link.openChannel();
    try {
      while ((await channel.checkQueue(queue)).messageCount < count && performance.now() < deadline) {
        await sleep(LOOK_MS);
      }
    } catch (error) {
      throw toError(error);
    } finally {
      await closeQuietly(channel);
    }
  };

  const remove = (
    queue: string,
    isWanted: ((message: ConsumeMessage) => boolean) | undefined,
    take: (message: ConsumeMessage, channel: Channel) => Promise<void>,
  ) =>
    inTurn(async () => {
      const taking: Promise<void>[] = [];
      const visit = (message: ConsumeMessage, channel: Channel) => {
        if (isWanted === undefined || isWanted(message)) taking.push(take(message, channel));
      };
      const finish = () => Promise.all(taking);
      const seen = await scan(queue, { prefetch: isWanted ? whole : RETRY_PREFETCH, visit, finish });
      await untilReturned(queue, seen - taking.length);
      return taking.length;
    });

  return {
    deadLetters: (queue, { limit, ids }) =>
      inTurn(async () => {
        const { dead } = topology.queues[queue];
        const wanted = ids && new Set(ids);
        let letters: DeadLetter[] = [];
        const newest = () => {
          letters = letters.sort((a, b) => b.diedAtMs - a.diedAtMs).slice(0, limit);
        };
        const visit = (message: ConsumeMessage) => {
          if (wanted && !wanted.has(idOf(message))) return;
          // Those that died in the same millisecond: the later one first.
          letters.unshift(readDeadLetter(message));
          if (letters.length >= 2 * limit) newest();
        };
        const seen = await scan(dead, { prefetch: whole, visit });
        await untilReturned(dead, seen);
        newest();
        return letters;
      }),
    retryDead: (queue, ids) => {
      const { main, dead } = topology.queues[queue];
      return remove(dead, hasId(ids), async (message, channel) => {
        await publisher.send([revive(main, message)]);
        channel.ack(message);
      });
    },
    discardDead: (queue, ids) =>
      remove(topology.queues[queue].dead, hasId(ids), async (message, channel) => channel.ack(message)),
    eraseDead: (queue, isMeant) =>
      remove(
        topology.queues[queue].dead,
        ({ content }) => isMeant(content.toString()),
        async (message, channel) => channel.ack(message),
      ),
    quiet: async () => void (await turn),
  };
}

/** `undefined` accepts every message. */
function hasId(ids: readonly string[] | undefined): ((message: ConsumeMessage) => boolean) | undefined {
  if (ids === undefined) return undefined;
  const wanted = new Set(ids);
  return (message) => wanted.has(idOf(message));
}
