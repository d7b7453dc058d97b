import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { ConsumeMessage, Message, Options } from 'amqplib';
import type { DeadLetter, Delivery, OutgoingMessage } from '#ports/queue.ts';
import { cutReason, lossReason, MAX_LOSSES } from '../limits.ts';

/** Maximum bytes of a body: the default limit of the server since 4.0. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** One message to publish into a queue of the server. */
export interface Packet {
  queue: string;
  content: Buffer;
  options: Options.Publish;
}

/** Metadata of a message from its publication to its end. */
export interface Passage {
  publishedAtMs: number;
  /** `retry` verdicts so far. */
  retries: number;
  /** Deliveries lost with their consumer so far. */
  losses: number;
  traceparent?: string | undefined;
}

/** One delivery, as the consumer keeps it until it is settled. */
export interface Received {
  /** Its body is made of the content each time it is read: as bytes, waiting messages are no work for the collector. */
  delivery: Delivery;
  content: Buffer;
  passage: Passage;
}

interface Headers {
  'published-at-ms'?: unknown;
  retries?: unknown;
  losses?: unknown;
  traceparent?: unknown;
  reason?: unknown;
  attempts?: unknown;
  'died-at-ms'?: unknown;
  /** Since it entered its queue; the server counts. */
  'x-delivery-count'?: unknown;
  'x-death'?: { reason?: string; time?: { value?: number } }[];
}

export function packetOf(queue: string, { id, body, traceparent }: OutgoingMessage): Packet {
  return packet(queue, id, Buffer.from(body), {
    publishedAtMs: Date.now(),
    retries: 0,
    losses: 0,
    traceparent,
  });
}

/** The same message, for another queue or the end of its own. */
export function forward(
  queue: string,
  { delivery, content, passage }: Received,
  expirationMs?: number,
): Packet {
  return packet(queue, delivery.id, content, passage, {}, expirationMs);
}

export function bury(queue: string, { delivery, content, passage }: Received, reason: string): Packet {
  return packet(queue, delivery.id, content, passage, {
    reason: cutReason(reason),
    attempts: delivery.attempt,
    'died-at-ms': Date.now(),
  });
}

function packet(
  queue: string,
  id: string,
  content: Buffer,
  { publishedAtMs, retries, losses, traceparent }: Passage,
  more: Partial<Headers> = {},
  expirationMs?: number,
): Packet {
  const headers: Headers = { 'published-at-ms': publishedAtMs, ...more };
  if (retries > 0) headers.retries = retries;
  if (losses > 0) headers.losses = losses;
  if (traceparent !== undefined) headers.traceparent = traceparent;
  const options: Options.Publish = { messageId: id, persistent: true, mandatory: true, headers };
  if (expirationMs !== undefined) options.expiration = expirationMs;
  return { queue, content, options };
}

/** Why the content cannot be delivered; `undefined` when it can. */
export function faultOf(content: Buffer): string | undefined {
  if (content.length > MAX_BODY_BYTES) return `The body is larger than ${MAX_BODY_BYTES} bytes`;
  return isUtf8(content) ? undefined : 'The body is not UTF-8';
}

export function receive({ content, properties }: ConsumeMessage): Received {
  const headers = (properties.headers ?? {}) as Headers;
  const passage: Passage = {
    publishedAtMs: number(headers['published-at-ms'], Date.now()),
    retries: number(headers.retries, 0),
    losses: number(headers.losses, 0) + number(headers['x-delivery-count'], 0),
    traceparent: text(headers.traceparent),
  };
  const { publishedAtMs, retries, losses, traceparent } = passage;
  return {
    delivery: {
      id: idOf({ content, properties }),
      get body() {
        return content.toString();
      },
      attempt: 1 + retries + losses,
      publishedAtMs,
      ...(traceparent !== undefined && { traceparent }),
    },
    content,
    passage,
  };
}

/** Messages of other programs may have no ID: then a hash of the content replaces it. */
export function idOf({ content, properties }: Pick<Message, 'content' | 'properties'>): string {
  return text(properties.messageId) || createHash('sha256').update(content).digest('hex').slice(0, 32);
}

/** A dead letter that this program or the server made. The server makes them of lost or refused messages. */
export function readDeadLetter(message: Message): DeadLetter {
  const headers = (message.properties.headers ?? {}) as Headers;
  const [death] = headers['x-death'] ?? [];
  const lost = death?.reason === 'delivery_limit' ? MAX_LOSSES : number(headers.losses, 0);
  const reason =
    text(headers.reason) ??
    (death?.reason === 'delivery_limit'
      ? lossReason(MAX_LOSSES)
      : (faultOf(message.content) ?? `RabbitMQ dropped the message: ${death?.reason ?? 'no reason given'}`));
  return {
    id: idOf(message),
    body: message.content.toString(),
    reason,
    attempts: number(headers.attempts, 1 + number(headers.retries, 0) + lost),
    diedAtMs: number(headers['died-at-ms'], number(death?.time?.value, 0) * 1_000),
  };
}

/** What is needed to send a dead letter again from its first attempt. */
export function revive(queue: string, message: Message): Packet {
  const { traceparent } = (message.properties.headers ?? {}) as Headers;
  const fresh: Passage = {
    publishedAtMs: Date.now(),
    retries: 0,
    losses: 0,
    traceparent: text(traceparent),
  };
  return packet(queue, idOf(message), message.content, fresh);
}

function number(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
