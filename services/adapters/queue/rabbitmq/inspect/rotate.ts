import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, ConsumeMessage } from 'amqplib';
import { UnavailableError } from '#ports/errors.ts';
import { BUNDLE_SIZE } from '../bundle.ts';
import type { BrokerLink } from '../link/broker-link.ts';
import { closeQuietly } from '../link/topology.ts';
import type { Packet } from '../message.ts';
import type { ConfirmPublisher } from '../publish/confirm-publisher.ts';

export interface RotateOptions {
  link: BrokerLink;
  publisher: ConfirmPublisher;
}

/** What replaces a message of the server, behind the rest; nothing removes it. */
export type Replace = (message: ConsumeMessage) => readonly Packet[];

const PREFETCH = 500;
/** Prefetch of bundles: as many messages of the port. */
export const BUNDLES_AHEAD = PREFETCH / BUNDLE_SIZE;
/**
 * Acknowledgements for the messages of a full prefetch. A channel sends a quorum queue at most 32 commands ahead and holds
 * back the rest, which is lost when the channel closes: with an acknowledgement for each message, some came back.
 */
const ACKS = 5;
const LOOK_MS = 10;
/** What does not come within this has another consumer. */
const QUIET_MS = 200;
/**
 * Between the last acknowledgement and the end of the channel. The server applies acknowledgements a moment later, and what
 * it has not applied when the channel ends comes back: on a busy machine, in about one erasure in 200.
 */
const SETTLE_MS = 150;

/**
 * The server cannot remove or change a message in the middle of a queue. So each message that waited when this began is
 * taken once: what replaces it is published, and then it is acknowledged. Is the process killed in between, a message is
 * in the queue twice, and none is lost.
 */
export async function rotate(
  { link, publisher }: RotateOptions,
  queue: string,
  replace: Replace,
  prefetch = PREFETCH,
): Promise<void> {
  const channel = await link.openChannel();
  try {
    const { messageCount: total } = await channel.checkQueue(queue);
    if (total > 0) await rotateAll(channel, publisher, { queue, total, replace, prefetch });
  } finally {
    await closeQuietly(channel);
  }
}

async function rotateAll(
  channel: Channel,
  publisher: ConfirmPublisher,
  { queue, total, replace, prefetch }: { queue: string; total: number; replace: Replace; prefetch: number },
): Promise<void> {
  const ackEvery = Math.ceil(prefetch / ACKS);
  let seen = 0;
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
    const packets = replace(message);
    if (packets.length > 0) await publisher.send(packets);
    done.add(message);
    if (done.size >= ackEvery) acknowledge(ackEvery);
  };
  await channel.prefetch(prefetch);
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
}
