import type { ConsumeMessage } from 'amqplib';
import { UnavailableError } from '#ports/errors.ts';
import type { EraseSelection, Queue } from '#ports/queue.ts';
import { unbundle } from '../bundle.ts';
import type { BrokerLink } from '../link/broker-link.ts';
import type { Topology } from '../link/topology.ts';
import type { Packet } from '../message.ts';
import { forward, receive } from '../message.ts';
import type { ConfirmPublisher } from '../publish/confirm-publisher.ts';
import type { DeadLetterQueues } from './dead-letters.ts';
import { BUNDLES_AHEAD, rotate } from './rotate.ts';

export interface ErasureOptions {
  link: BrokerLink;
  publisher: ConfirmPublisher;
  topology: Topology;
  deadLetters: Pick<DeadLetterQueues, 'eraseDead'>;
  toError(error: unknown): Error;
}

export function createErasure(options: ErasureOptions): Pick<Queue, 'erase'> {
  const { topology, deadLetters, toError } = options;

  return {
    async erase(queue, { isMeant }: EraseSelection): Promise<number> {
      const { main, suspects, bundles, delays } = topology.queues[queue];
      let removed = 0;
      const rotateSingles = (name: string) =>
        rotate(options, name, (message) => {
          const received = receive(message);
          if (!isMeant(received.delivery.body)) return [again(name, message, forward(name, received))];
          removed++;
          return [];
        });
      const rotateBundles = (name: string) =>
        rotate(
          options,
          name,
          (message) => {
            const all = unbundle(message) ?? [];
            const kept = all.filter(({ delivery }) => !isMeant(delivery.body));
            removed += all.length - kept.length;
            // An incomplete bundle would be counted as a full one.
            return kept.length === all.length
              ? [wholeAgain(name, message)]
              : kept.map((one) => forward(main, one));
          },
          BUNDLES_AHEAD,
        );
      try {
        // Messages move from bundles and delays to the main queue, and from there to the dead letters.
        if (bundles !== undefined) await rotateBundles(bundles);
        // No message moves from one delay to another without passing the main queue: all at once, since each takes round trips.
        await Promise.all([...delays.values()].map(rotateSingles));
        for (const name of [main, suspects]) await rotateSingles(name);
        removed += await deadLetters.eraseDead(queue, isMeant);
      } catch (error) {
        throw error instanceof UnavailableError ? error : toError(error);
      }
      return removed;
    },
  };
}

/** A bundle for the end of its queue, with the losses that it had. */
export function wholeAgain(queue: string, message: ConsumeMessage): Packet {
  const { type, messageId } = message.properties;
  const packet = forward(queue, receive(message));
  return { queue, content: message.content, options: { ...packet.options, messageId, type } };
}

/** The same message for the end of its queue, with what it had. */
function again(queue: string, message: ConsumeMessage, packet: Packet): Packet {
  const { headers = {}, expiration } = message.properties;
  const kept = Object.fromEntries(
    Object.entries(headers as object).filter(([name]) => !name.startsWith('x-')),
  );
  const options = { ...packet.options, headers: { ...kept, ...(packet.options.headers as object) } };
  return {
    queue,
    content: packet.content,
    options: expiration === undefined ? options : { ...options, expiration },
  };
}
