import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, ConsumeMessage } from 'amqplib';
import { UnavailableError } from '#ports/errors.ts';
import type { EraseSelection, Queue, QueueName } from '#ports/queue.ts';
import type { BrokerLink } from '../link/broker-link.ts';
import type { Topology } from '../link/topology.ts';
import { closeQuietly } from '../link/topology.ts';
import { forward, receive } from '../message.ts';
import type { ConfirmPublisher } from '../publish/confirm-publisher.ts';
import type { DeadLetterQueues } from './dead-letters.ts';

export interface ErasureOptions {
  link: BrokerLink;
  publisher: ConfirmPublisher;
  topology: Topology;
  deadLetters: Pick<DeadLetterQueues, 'eraseDead'>;
  toError(error: unknown): Error;
}

const PREFETCH = 500;
/**
 * Acknowledged at once. A channel sends a quorum queue at most 32 commands ahead and holds back the rest, which is lost when
 * the channel closes: with an acknowledgement for each message, some came back.
 */
const ACK_EVERY = 100;
const LOOK_MS = 10;
/** What does not come within this has another consumer. */
const QUIET_MS = 200;
/**
 * Between the last acknowledgement and the end of the channel. The server applies acknowledgements a moment later, and what
 * it has not applied when the channel ends comes back: on a busy machine, in about one erasure in 200.
 */
const SETTLE_MS = 150;

/**
 * The server cannot remove a message from the middle of a queue. So each message that waited when this began is taken
 * once: those that are meant are acknowledged, the others are published again behind the rest, and then acknowledged. Is
 * the process killed in between, a message is in the queue twice, and none is lost.
 */
export function createErasure(options: ErasureOptions): Pick<Queue, 'erase'> {
  const { link, publisher, topology, deadLetters, toError } = options;
  const rotate = async (queue: string, isMeant: (body: string) => boolean): Promise<number> => {
    const channel = await link.openChannel();
    try {
      const { messageCount: total } = await channel.checkQueue(queue);
      if (total === 0) return 0;
      return await rotateAll(channel, queue, total, isMeant);
    } finally {
      await closeQuietly(channel);
    }
  };

  const rotateAll = async (
    channel: Channel,
    queue: string,
    total: number,
    isMeant: (body: string) => boolean,
  ): Promise<number> => {
    let seen = 0;
    let removed = 0;
    let ended = false;
    let failure: unknown;
    const moving = new Set<Promise<void>>();
    /** Deliveries in their order that are not acknowledged yet, and those of them that are done. */
    let open: ConsumeMessage[] = [];
    const done = new Set<ConsumeMessage>();
    const acknowledge = (atLeast: number) => {
      const unfinished = open.findIndex((message) => !done.has(message));
      const count = unfinished === -1 ? open.length : unfinished;
      const last = open[count - 1];
      if (ended || last === undefined || count < atLeast) return;
      channel.ack(last, true);
      for (const message of open.slice(0, count)) done.delete(message);
      open = open.slice(count);
    };
    channel.once('close', () => {
      ended = true;
    });
    const take = async (message: ConsumeMessage) => {
      const received = receive(message);
      if (isMeant(received.delivery.body)) removed++;
      else await publisher.send([again(queue, message, received)]);
      done.add(message);
      if (done.size >= ACK_EVERY) acknowledge(ACK_EVERY);
    };
    await channel.prefetch(PREFETCH);
    const { consumerTag } = await channel.consume(queue, (message) => {
      if (message === null) return;
      seen++;
      open.push(message);
      const work: Promise<void> = take(message)
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => moving.delete(work));
      moving.add(work);
    });
    let before = -1;
    let quietSinceMs = performance.now();
    while (seen < total && !ended && failure === undefined) {
      if (seen > before) quietSinceMs = performance.now();
      before = seen;
      if (performance.now() - quietSinceMs > QUIET_MS) break;
      await sleep(LOOK_MS);
    }
    if (!ended) await channel.cancel(consumerTag);
    await Promise.all(moving);
    acknowledge(1);
    if (!ended && seen > 0) await sleep(SETTLE_MS);
    if (ended) throw new UnavailableError('The connection ended');
    if (failure !== undefined) throw failure;
    return removed;
  };

  return {
    async erase(queue: QueueName, { isMeant }: EraseSelection): Promise<number> {
      const { main, suspects, delays } = topology.queues[queue];
      let removed = 0;
      try {
        // Messages move from the delays to the main queue, and from there to the dead letters.
        for (const name of [...delays.values(), main, suspects]) removed += await rotate(name, isMeant);
        removed += await deadLetters.eraseDead(queue, isMeant);
      } catch (error) {
        throw error instanceof UnavailableError ? error : toError(error);
      }
      return removed;
    },
  };
}

/** The same message for the end of its queue, with what it had. */
function again(queue: string, message: ConsumeMessage, received: ReturnType<typeof receive>) {
  const packet = forward(queue, received);
  const { headers = {}, expiration } = message.properties;
  const kept = Object.fromEntries(
    Object.entries(headers as object).filter(([name]) => !name.startsWith('x-')),
  );
  const options = { ...packet.options, headers: { ...kept, ...(packet.options.headers as object) } };
  return { ...packet, options: expiration === undefined ? options : { ...options, expiration } };
}
