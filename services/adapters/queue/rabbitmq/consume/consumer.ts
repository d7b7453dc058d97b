import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, ConsumeMessage } from 'amqplib';
import { decideBatch } from '#adapters/queue/decide-batch.ts';
import { DEFAULT_DRAIN_MS, lossReason, MAX_LOSSES, SUSPECT_LOSSES } from '#adapters/queue/limits.ts';
import { backoffMs } from '#lib/async/backoff.ts';
import { orAbort } from '#lib/async/or-abort.ts';
import type { BatchHandler, ConsumeOptions, Consumer, Verdict } from '#ports/queue.ts';
import type { Holdings } from '../inspect/consumer-counts.ts';
import type { BrokerLink } from '../link/broker-link.ts';
import { keepChannel } from '../link/keep-channel.ts';
import type { BrokerQueues } from '../link/topology.ts';
import { closeQuietly } from '../link/topology.ts';
import type { Packet, Received } from '../message.ts';
import { bury, faultOf, forward, receive } from '../message.ts';
import { createBatcher } from '../publish/batcher.ts';
import type { ConfirmPublisher } from '../publish/confirm-publisher.ts';
import { packetForVerdict } from '../publish/packet-for-verdict.ts';
import type { AckWindow } from './ack-window.ts';
import { createAckWindow } from './ack-window.ts';
import type { RetryLadder } from './retry-ladder.ts';
import { untilNothingComes } from './until-nothing-comes.ts';

export interface ConsumerDeps {
  link: BrokerLink;
  publisher: ConfirmPublisher;
  queues: BrokerQueues;
  ladder: RetryLadder;
  maxAttempts: number;
  redeclare(): Promise<void>;
  onError(error: unknown): void;
}

export interface RunningConsumer extends Consumer {
  holdings(): Holdings;
}

/** A channel and what was delivered on it. */
interface Session {
  channel: Channel;
  acks: AckWindow;
  tags: string[];
  delivered: number;
  /** Aborts when the channel ends. The server then redelivers its messages. */
  ended: AbortController;
}

interface Item {
  received: Received;
  tag: number;
  session: Session;
  /** Its queue. */
  queue: string;
}

/** Time after the drain deadline to return and acknowledge messages. */
const GIVE_BACK_MS = 2_000;
const AGAIN = { baseMs: 100, maxMs: 5_000 };
const MAX_PREFETCH = 65_535;

/**
 * Consumes a queue and its suspects on one channel. To move a message, it publishes first and acknowledges afterwards,
 * so a message may be duplicated but not lost.
 */
export function startConsumer(
  deps: ConsumerDeps,
  consumeOptions: ConsumeOptions,
  handler: BatchHandler,
): RunningConsumer {
  const { publisher, queues, onError } = deps;
  const { maxItems, concurrency } = consumeOptions;
  // One batch waits while the others run, and one is in transit.
  const prefetch = Math.min(MAX_PREFETCH, maxItems * (concurrency + 2));
  const stop = new AbortController();
  const cut = new AbortController();
  const end = new AbortController();
  const held = new Set<Item>();
  const settling = new Set<Promise<void>>();
  let session: Session | undefined;
  let starting: Promise<void> | undefined;
  let received = 0;
  let closing: Promise<void> | undefined;

  const done = (items: readonly Item[]) => {
    const [first] = items;
    if (first === undefined || first.session.ended.signal.aborted) return;
    for (const item of items) held.delete(item);
    try {
      first.session.acks.settle(items.map(({ tag }) => tag));
    } catch (error) {
      onError(error);
    }
  };

  /** Publishes, then acknowledges. Retries until it succeeds or the channel has ended. */
  const move = async (items: readonly Item[], packets: readonly Packet[]): Promise<void> => {
    const [first] = items;
    if (first === undefined) return;
    const signal = AbortSignal.any([first.session.ended.signal, end.signal]);
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await publisher.send(packets, signal);
        return done(items);
      } catch (error) {
        if (signal.aborted) return;
        onError(error);
        await sleep(backoffMs(attempt, AGAIN), undefined, { signal }).catch(() => {});
      }
    }
  };

  const track = (work: Promise<void>) => {
    const tracked = work.finally(() => settling.delete(tracked));
    settling.add(tracked);
  };

  const giveBack = (items: readonly Item[]) =>
    move(
      items,
      items.map(({ queue, received: one }) => forward(queue, one)),
    );

  const settle = (batch: readonly Item[], verdicts: readonly Verdict[]) => {
    const finished: Item[] = [];
    const moving: Item[] = [];
    const packets: Packet[] = [];
    for (const [index, item] of batch.entries()) {
      const verdict = verdicts[index];
      const packet = verdict && packetForVerdict(item.received, verdict, deps);
      if (packet === undefined) {
        finished.push(item);
      } else {
        moving.push(item);
        packets.push(packet);
      }
    }
    done(finished);
    return move(moving, packets);
  };

  const batcher = createBatcher<Item>({
    ...consumeOptions,
    sizeOf: ({ received: { delivery } }) => delivery.body.length,
    async run(batch) {
      const deliveries = batch.map(({ received: { delivery } }) => delivery);
      const verdicts = await decideBatch(handler, deliveries, cut.signal);
      track(verdicts === undefined ? giveBack(batch) : settle(batch, verdicts));
    },
  });

  const take = (from: Session, queue: string, message: ConsumeMessage) => {
    const tag = message.fields.deliveryTag;
    received++;
    from.delivered++;
    if (faultOf(message.content) !== undefined) return from.acks.refuse(tag);
    const item: Item = { received: receive(message), tag, session: from, queue };
    const { losses } = item.received.passage;
    held.add(item);
    if (losses >= MAX_LOSSES) {
      track(move([item], [bury(queues.dead, item.received, lossReason(losses))]));
    } else if (queue === queues.suspects) {
      batcher.addAlone(item);
    } else if (losses >= SUSPECT_LOSSES) {
      track(move([item], [forward(queues.suspects, item.received)]));
    } else {
      batcher.add(item);
    }
  };

  const use = async (channel: Channel) => {
    stop.signal.throwIfAborted();
    starting = begin(channel);
    return starting;
  };

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
      for (const item of held) if (item.session === fresh) held.delete(item);
      batcher.takeBack((item) => item.session === fresh);
    });
    const consume = async (queue: string, limit: number) => {
      await channel.prefetch(limit);
      const { consumerTag } = await channel.consume(queue, (message) => {
        if (message !== null) return take(fresh, queue, message);
        // The server cancelled the consumer: the queue was deleted.
        if (!fresh.ended.signal.aborted) void closeQuietly(channel);
      });
      fresh.tags.push(consumerTag);
    };
    session = fresh;
    await consume(queues.main, prefetch);
    await consume(queues.suspects, 1);
  };

  const running = keepChannel({ ...deps, use }, stop.signal);

  const cancel = async () => {
    await starting;
    if (session) await untilNothingComes(session, queues.main, prefetch);
    const tags = session?.tags.splice(0) ?? [];
    await Promise.all(tags.map((tag) => session?.channel.cancel(tag)));
  };

  const drain = async (deadlineMs: number) => {
    stop.abort(new Error('The consumer is closed'));
    const cutTimer = setTimeout(() => cut.abort(new Error('The consumer had to close')), deadlineMs);
    const endTimer = setTimeout(() => end.abort(), deadlineMs + GIVE_BACK_MS);
    try {
      batcher.stop();
      await orAbort(cancel(), end.signal).catch(() => {});
      track(giveBack(batcher.takeBack()));
      await batcher.quiet();
      while (settling.size > 0) await Promise.all(settling);
      const last = session;
      last?.acks.flush();
      if (last) await orAbort(closeQuietly(last.channel), end.signal).catch(() => {});
      await orAbort(running, end.signal).catch(() => {});
    } finally {
      clearTimeout(cutTimer);
      clearTimeout(endTimer);
    }
  };

  return {
    close(deadlineMs = DEFAULT_DRAIN_MS) {
      closing ??= drain(deadlineMs);
      return closing;
    },
    holdings() {
      const publishedAt = [...held].map(({ received: { passage } }) => passage.publishedAtMs);
      return {
        consumers: session?.tags.length ?? 0,
        inFlight: held.size,
        received,
        oldestAtMs: publishedAt.length > 0 ? Math.min(...publishedAt) : null,
      };
    },
  };
}
