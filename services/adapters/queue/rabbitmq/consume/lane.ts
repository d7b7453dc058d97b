import type { Channel, ConsumeMessage } from 'amqplib';
import { closeQuietly } from '../link/topology.ts';
import type { AckWindow } from './ack-window.ts';
import { createAckWindow } from './ack-window.ts';
import { untilNothingComes } from './until-nothing-comes.ts';

/** A channel and what was delivered on it. */
export interface Session {
  channel: Channel;
  acks: AckWindow;
  tags: string[];
  delivered: number;
  /** Aborts when the channel ends. The server then redelivers its messages. */
  ended: AbortController;
}

/** A queue of the server that a lane reads. */
export interface Read {
  queue: string;
  /** Maximum unsettled deliveries. */
  prefetch: number;
}

export interface LaneOptions {
  /** Read on one channel. The first holds most messages. */
  reads: readonly [Read, ...Read[]];
  take(session: Session, queue: string, message: ConsumeMessage): void;
  onEnd(session: Session): void;
}

/** Reads queues of the server on one channel at a time. */
export interface Lane {
  /** Starts to read on a fresh channel. */
  use(channel: Channel): Promise<void>;
  /** Takes no more; loses nothing that is on its way. */
  cancel(): Promise<void>;
  session(): Session | undefined;
}

export function createLane({ reads, take, onEnd }: LaneOptions, stop: AbortSignal): Lane {
  let session: Session | undefined;
  let starting: Promise<void> | undefined;

  const begin = async (channel: Channel) => {
    const fresh: Session = {
      channel,
      acks: createAckWindow(channel),
      tags: [],
      delivered: 0,
      ended: new AbortController(),
    };
    channel.once('close', () => {
      fresh.ended.abort(new Error('The channel has ended'));
      if (session === fresh) session = undefined;
      onEnd(fresh);
    });
    session = fresh;
    for (const { queue, prefetch } of reads) {
      await channel.prefetch(prefetch);
      const { consumerTag } = await channel.consume(queue, (message) => {
        if (message !== null) {
          fresh.delivered++;
          return take(fresh, queue, message);
        }
        // The server cancelled the consumer: the queue was deleted.
        if (!fresh.ended.signal.aborted) void closeQuietly(channel);
      });
      fresh.tags.push(consumerTag);
    }
  };

  return {
    async use(channel) {
      stop.throwIfAborted();
      starting = begin(channel);
      return starting;
    },
    async cancel() {
      await starting;
      const [{ queue, prefetch }] = reads;
      if (session) await untilNothingComes(session, queue, prefetch);
      const tags = session?.tags.splice(0) ?? [];
      await Promise.all(tags.map((tag) => session?.channel.cancel(tag)));
    },
    session: () => session,
  };
}
