import type { ConsumeMessage } from 'amqplib';
import type { Packet, Received } from './message.ts';
import { receive } from './message.ts';

/**
 * Messages of the port in one message of the server. Exactly this many, so that the count of a queue of bundles is a count
 * of messages. The name of that queue contains the size.
 */
export const BUNDLE_SIZE = 25;

/** Type of the server's message. */
const BUNDLE = 'bundle';
const NEWLINE = 0x0a;

/** In the first line, for each message: ID, bytes of its body, trace context. The bodies follow, one after the other. */
type Entry = [id: string, bytes: number, traceparent: string | null];

/** Fresh messages, as many bundles as they fill; the rest stays as it is. */
export function bundlePackets(queue: string, packets: readonly Packet[]): Packet[] {
  const full = Math.floor(packets.length / BUNDLE_SIZE);
  const bundles = Array.from({ length: full }, (_, i) =>
    bundleOf(queue, packets.slice(i * BUNDLE_SIZE, (i + 1) * BUNDLE_SIZE)),
  );
  return [...bundles, ...packets.slice(full * BUNDLE_SIZE)];
}

function bundleOf(queue: string, packets: readonly Packet[]): Packet {
  const [first] = packets;
  const entries = packets.map(({ content, options }): Entry => {
    const { traceparent } = options.headers as { traceparent?: string };
    return [options.messageId ?? '', content.length, traceparent ?? null];
  });
  const head = Buffer.from(`${JSON.stringify(entries)}\n`);
  const { traceparent: _one, ...headers } = { ...(first?.options.headers as { traceparent?: string }) };
  const content = Buffer.concat([head, ...packets.map((packet) => packet.content)]);
  return { queue, content, options: { ...first?.options, type: BUNDLE, headers } };
}

/** The messages of a bundle, each with the losses of the bundle; `undefined` for content that is not a bundle. */
export function unbundle(message: ConsumeMessage): Received[] | undefined {
  const { content, properties, fields } = message;
  const headEnd = content.indexOf(NEWLINE);
  const entries = properties.type === BUNDLE ? readEntries(content.subarray(0, Math.max(0, headEnd))) : [];
  const sum = entries.reduce((bytes, [, size]) => bytes + size, 0);
  if (entries.length === 0 || sum !== content.length - headEnd - 1) return undefined;
  let from = headEnd + 1;
  return entries.map(([messageId, bytes, traceparent]) => {
    const headers = traceparent === null ? properties.headers : { ...properties.headers, traceparent };
    const body = content.subarray(from, from + bytes);
    from += bytes;
    return receive({ content: body, fields, properties: { ...properties, messageId, headers } });
  });
}

function readEntries(head: Buffer): Entry[] {
  try {
    const entries: unknown = JSON.parse(head.toString());
    return Array.isArray(entries) && entries.every(isEntry) ? entries : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is Entry {
  if (!Array.isArray(value)) return false;
  const [id, bytes, traceparent] = value;
  return (
    typeof id === 'string' &&
    Number.isSafeInteger(bytes) &&
    bytes >= 0 &&
    (traceparent === null || typeof traceparent === 'string')
  );
}
