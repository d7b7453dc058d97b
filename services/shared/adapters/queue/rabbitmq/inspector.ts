import type { Channel } from 'amqplib';
import type { BrokerLink } from './broker-link.ts';

export interface QueueCounts {
  /** Messages that can be delivered now. */
  messages: number;
  consumers: number;
}

/** Asks the server for a queue's counts, on one channel that is kept. */
export interface Inspector {
  count(queue: string): Promise<QueueCounts>;
}

export function createInspector(link: BrokerLink, toError: (error: unknown) => Error): Inspector {
  let opening: Promise<Channel> | undefined;

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

  return {
    async count(queue) {
      const channel = await channelOf();
      try {
        const { messageCount, consumerCount } = await channel.checkQueue(queue);
        return { messages: messageCount, consumers: consumerCount };
      } catch (error) {
        // A refused question ends the channel.
        opening = undefined;
        throw toError(error);
      }
    },
  };
}
