import { randomUUID } from 'node:crypto';
import type { Channel } from 'amqplib';
import type { QueueName } from '#ports/queue.ts';
import type { BrokerLink } from '../link/broker-link.ts';
import { keepChannel } from '../link/keep-channel.ts';

/** What the consumers of one queue in one process hold. */
export interface Holdings {
  /** Consumers as the server counts them. */
  consumers: number;
  inFlight: number;
  /** Deliveries so far. Two equal idle answers mean that nothing was delivered in between. */
  received: number;
  /** Publication time of the oldest delivery in flight, epoch milliseconds. */
  oldestAtMs: number | null;
}

type Answer = Record<QueueName, Holdings>;

export interface ConsumerCountsOptions {
  /** The publishing link: the consuming one must not be blocked. */
  link: BrokerLink;
  exchange: string;
  redeclare(): Promise<void>;
  /** What this process holds. */
  holdings(): Answer;
  onError(error: unknown): void;
}

/** AMQP does not report what consumers hold, so this asks the processes. */
export interface ConsumerCounts {
  /** Lets this process answer. */
  join(): void;
  /** The holdings of all processes, when `isComplete` accepts the answers or after a timeout. */
  ask(isComplete: (answers: readonly Answer[]) => boolean): Promise<Answer[]>;
  close(): void;
}

const ANSWER_MS = 500;
const REPLY_TO = 'amq.rabbitmq.reply-to';

export function createConsumerCounts({
  link,
  exchange,
  redeclare,
  holdings,
  onError,
}: ConsumerCountsOptions): ConsumerCounts {
  const stop = new AbortController();
  const asked = new Map<string, (answer: Answer) => void>();
  let joined = false;
  let asking: Promise<Channel> | undefined;

  const answerOn = async (channel: Channel) => {
    const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
    await channel.bindQueue(queue, exchange, '');
    const reply = (message: { properties: { replyTo?: unknown; correlationId?: unknown } } | null) => {
      const { replyTo, correlationId } = message?.properties ?? {};
      if (typeof replyTo !== 'string' || typeof correlationId !== 'string') return;
      channel.sendToQueue(replyTo, Buffer.from(JSON.stringify(holdings())), { correlationId });
    };
    await channel.consume(queue, reply, { noAck: true });
  };

  const openAsking = async () => {
    const channel = await link.openChannel();
    channel.on('close', () => {
      asking = undefined;
    });
    await channel.consume(
      REPLY_TO,
      (message) => {
        if (message === null) return;
        asked.get(String(message.properties.correlationId))?.(JSON.parse(message.content.toString()));
      },
      { noAck: true },
    );
    return channel;
  };

  return {
    join() {
      if (joined) return;
      joined = true;
      void keepChannel({ link, redeclare, use: answerOn, onError }, stop.signal);
    },
    async ask(isComplete) {
      const answers: Answer[] = [];
      if (link.isBlocked()) return answers;
      asking ??= openAsking().catch((error) => {
        asking = undefined;
        throw error;
      });
      const channel = await asking;
      const correlationId = randomUUID();
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ANSWER_MS);
      asked.set(correlationId, (answer) => {
        answers.push(answer);
        if (isComplete(answers)) resolve();
      });
      try {
        channel.publish(exchange, '', Buffer.alloc(0), {
          replyTo: REPLY_TO,
          correlationId,
          expiration: ANSWER_MS,
        });
        await promise;
      } finally {
        clearTimeout(timer);
        asked.delete(correlationId);
      }
      return answers;
    },
    close: () => stop.abort(new Error('The queue is closed')),
  };
}
