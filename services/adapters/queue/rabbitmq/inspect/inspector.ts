import type { Channel } from 'amqplib';
import type { BrokerLink } from '../link/broker-link.ts';

export interface QueueCounts {
  /** Messages that can be delivered now. */
  messages: number;
  consumers: number;
}

export interface InspectorOptions {
  link: BrokerLink;
  /** Declares everything again after a missing queue. */
  redeclare(): Promise<void>;
  toError(error: unknown): Error;
}

/** Asks the server for the counts of a queue, on one kept channel. */
export interface Inspector {
  count(queue: string): Promise<QueueCounts>;
}

export function createInspector({ link, redeclare, toError }: InspectorOptions): Inspector {
  let opening: Promise<Channel> | undefined;
  let declaring: Promise<void> | undefined;

  const open = async () => {
    const channel = await link.openChannel();
    channel.on('close', () => {
      opening = undefined;
    });
    return channel;
  };

  const channelOf = async () => {
    opening ??= open();
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };

  const ask = async (queue: string): Promise<QueueCounts> => {
    const channel = await channelOf();
    const mine = opening;
    try {
      const { messageCount, consumerCount } = await channel.checkQueue(queue);
      return { messages: messageCount, consumers: consumerCount };
    } catch (error) {
      // A refused request closes the channel and fails the requests behind it.
      if (opening === mine) opening = undefined;
      throw error;
    }
  };

  const declareAgain = async () => {
    declaring ??= redeclare().finally(() => {
      declaring = undefined;
    });
    await declaring;
  };

  return {
    async count(queue) {
      try {
        return await ask(queue);
      } catch (error) {
        // The queue is missing, or an earlier request for a missing queue closed the channel.
        if (link.isClosed()) throw toError(error);
        await declareAgain();
        return ask(queue).catch((again) => {
          throw toError(again);
        });
      }
    },
  };
}
