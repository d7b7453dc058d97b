import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfirmChannel, Message } from 'amqplib';
import { backoffMs } from '#lib/async/backoff.ts';
import { orAbort } from '#lib/async/or-abort.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { BrokerLink } from '../link/broker-link.ts';
import type { Packet } from '../message.ts';
import { createNotifier } from '../notifier.ts';

export interface ConfirmPublisherOptions {
  link: BrokerLink;
  /** Declares everything again after a missing queue. */
  redeclare(): Promise<void>;
  toError(error: unknown): Error;
  /** A channel without confirmations for this long is replaced. Default 30,000. */
  confirmTimeoutMs?: number | undefined;
}

/** Publishes messages and waits until the server confirms each. */
export interface ConfirmPublisher {
  /**
   * Resolves when all are confirmed. Resends unconfirmed messages with the same ID a few times after a lost connection,
   * a missing queue or a refusal, then rejects with `UnavailableError`. Waits while the server accepts no messages.
   */
  send(packets: readonly Packet[], signal?: AbortSignal): Promise<void>;
  /** Resolves when nothing is unconfirmed. */
  settle(signal: AbortSignal): Promise<void>;
}

/** Maximum unconfirmed messages; one may always be sent. */
const MAX_UNCONFIRMED = 1_000;
const MAX_UNCONFIRMED_BYTES = 8_000_000;
const ATTEMPTS = 5;
const AGAIN = { baseMs: 50, maxMs: 1_000 };
const CONFIRM_TIMEOUT_MS = 30_000;

/** Receives the error, or nothing after success. */
type Outcome = (error?: Error) => void;

interface Confirming {
  channel: ConfirmChannel;
  /** Pending answers. */
  open: Set<Outcome>;
  /** Unroutable messages, by queue and ID, until their confirmation. */
  returned: Map<string, number>;
}

export function createConfirmPublisher(options: ConfirmPublisherOptions): ConfirmPublisher {
  const { link, redeclare, toError, confirmTimeoutMs = CONFIRM_TIMEOUT_MS } = options;
  const notifier = createNotifier();
  let opening: Promise<Confirming> | undefined;
  let unconfirmed = 0;
  let bytes = 0;

  const open = async (): Promise<Confirming> => {
    const channel = await link.openConfirmChannel();
    const confirming: Confirming = { channel, open: new Set(), returned: new Map() };
    const forget = () => {
      clearInterval(watch);
      if (current === opening) opening = undefined;
    };
    const current = opening;
    const watch = watchConfirms(confirming, link, confirmTimeoutMs, forget);
    channel.on('close', forget);
    channel.on('return', (message: Message) => {
      const key = keyOf(message.fields.routingKey, message.properties.messageId);
      confirming.returned.set(key, (confirming.returned.get(key) ?? 0) + 1);
    });
    return confirming;
  };

  /** The signal of the first caller must not abort the others. */
  const confirmingOf = (signal?: AbortSignal): Promise<Confirming> => {
    opening ??= open().catch((error) => {
      opening = undefined;
      throw error;
    });
    return orAbort(opening, signal);
  };

  const publish = ({ channel, open: awaited, returned }: Confirming, packet: Packet, done: Outcome) => {
    const { queue, content, options: properties } = packet;
    const outcome: Outcome = (error) => {
      if (!awaited.delete(outcome)) return;
      unconfirmed--;
      bytes -= content.length;
      notifier.notify();
      done(error);
    };
    awaited.add(outcome);
    unconfirmed++;
    bytes += content.length;
    try {
      channel.publish('', queue, content, properties, (error: unknown) => {
        if (error) return outcome(toError(error));
        outcome(takeReturned(returned, queue, properties.messageId) ? new UnroutableError(queue) : undefined);
      });
    } catch (error) {
      outcome(toError(error));
    }
  };

  const isFull = () => unconfirmed >= MAX_UNCONFIRMED || bytes >= MAX_UNCONFIRMED_BYTES;

  const room = async (signal?: AbortSignal) => {
    await link.untilUnblocked(signal);
    while (isFull()) await notifier.next(signal);
  };

  /** Sends each once. Returns the unconfirmed ones and the reason. */
  const sendOnce = async (packets: readonly Packet[], signal?: AbortSignal) => {
    const confirming = await confirmingOf(signal);
    const failed: Packet[] = [];
    let reason: Error | undefined;
    let awaited = 0;
    const all = Promise.withResolvers<void>();
    let complete = false;
    for (const packet of packets) {
      // Waits only if necessary: messages sent in one turn share their frames.
      if (isFull() || link.isBlocked()) await room(signal);
      awaited++;
      publish(confirming, packet, (error) => {
        awaited--;
        if (error) {
          failed.push(packet);
          reason ??= error;
        }
        if (complete && awaited === 0) all.resolve();
      });
    }
    complete = true;
    if (awaited > 0) await orAbort(all.promise, signal);
    return { failed, reason };
  };

  return {
    async send(packets, signal) {
      let left = packets;
      for (let attempt = 1; left.length > 0; attempt++) {
        const { failed, reason } = await sendOnce(left, signal);
        if (failed.length === 0) return;
        if (link.isClosed() || attempt >= ATTEMPTS) throw reason;
        left = failed;
        await sleep(backoffMs(attempt, AGAIN), undefined, signal && { signal }).catch(() => {
          throw signal?.reason;
        });
        if (reason instanceof UnroutableError) await redeclare();
      }
    },
    async settle(signal) {
      while (unconfirmed > 0) await notifier.next(signal);
    },
  };
}

class UnroutableError extends UnavailableError {
  constructor(queue: string) {
    super(`RabbitMQ has no queue ${queue}`);
  }
}

/** Closes a channel that confirms nothing, e.g. because its queue has lost the majority of its servers. */
function watchConfirms(
  { channel, open }: Confirming,
  link: BrokerLink,
  timeoutMs: number,
  giveUp: () => void,
): NodeJS.Timeout {
  let progressAtMs = performance.now();
  const progress = () => {
    progressAtMs = performance.now();
  };
  channel.on('ack', progress);
  channel.on('nack', progress);
  const look = () => {
    if (open.size === 0 || link.isBlocked()) return progress();
    if (performance.now() - progressAtMs < timeoutMs) return;
    giveUp();
    const late = new UnavailableError(`RabbitMQ confirmed nothing for ${timeoutMs} ms`);
    for (const outcome of [...open]) outcome(late);
    channel.close().catch(() => {});
  };
  return setInterval(look, timeoutMs / 4).unref();
}

function takeReturned(returned: Map<string, number>, queue: string, id = ''): boolean {
  if (returned.size === 0) return false;
  const key = keyOf(queue, id);
  const count = returned.get(key) ?? 0;
  if (count > 1) returned.set(key, count - 1);
  else returned.delete(key);
  return count > 0;
}

function keyOf(queue: string, id: string): string {
  return `${queue} ${id}`;
}
