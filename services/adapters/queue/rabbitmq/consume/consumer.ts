import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib';
import { decideBatch } from '#adapters/queue/decide-batch.ts';
import { DEFAULT_DRAIN_MS, lossReason, MAX_LOSSES, SUSPECT_LOSSES } from '#adapters/queue/limits.ts';
import { backoffMs } from '#lib/async/backoff.ts';
import { orAbort } from '#lib/async/or-abort.ts';
import type { BatchHandler, ConsumeOptions, Consumer, Verdict } from '#ports/queue.ts';
import { BUNDLE_SIZE, unbundle } from '../bundle.ts';
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
import type { LaneOptions, Session } from './lane.ts';
import { createLane } from './lane.ts';
import type { RetryLadder } from './retry-ladder.ts';

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

/** A message of the server. It is acknowledged when none of its messages of the port is left. */
interface Parcel {
  session: Session;
  tag: number;
  left: number;
}

interface Item {
  received: Received;
  parcel: Parcel;
  /** Where it returns to. */
  queue: string;
}

interface Move {
  item: Item;
  packet: Packet;
}

/** Time after the drain deadline to return and acknowledge messages. */
const GIVE_BACK_MS = 2_000;
const AGAIN = { baseMs: 100, maxMs: 5_000 };
const MAX_PREFETCH = 65_535;

/**
 * Consumes a queue and its suspects on one channel, and its bundles on another. To move a message, it publishes first and
 * acknowledges afterwards, so a message may be duplicated but not lost. Messages of a bundle have a verdict each: one that
 * fails is published again alone.
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
  let received = 0;
  let closing: Promise<void> | undefined;

  const done = (items: readonly Item[]) => {
    const finished = new Map<Session, number[]>();
    for (const item of items) {
      const { session, tag } = item.parcel;
      if (session.ended.signal.aborted) continue;
      held.delete(item);
      if (--item.parcel.left > 0) continue;
      const tags = finished.get(session);
      if (tags) tags.push(tag);
      else finished.set(session, [tag]);
    }
    for (const [session, tags] of finished) {
      try {
        session.acks.settle(tags);
      } catch (error) {
        onError(error);
      }
    }
  };

  /** Publishes, then acknowledges. Retries until it succeeds or the channel has ended. */
  const moveOf = async (session: Session, moves: readonly Move[]): Promise<void> => {
    const packets = moves.map(({ packet }) => packet);
    const signal = AbortSignal.any([session.ended.signal, end.signal]);
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await publisher.send(packets, signal);
        return done(moves.map(({ item }) => item));
      } catch (error) {
        if (signal.aborted) return;
        onError(error);
        await sleep(backoffMs(attempt, AGAIN), undefined, { signal }).catch(() => {});
      }
    }
  };

  const move = async (moves: readonly Move[]): Promise<void> => {
    const bySession = Map.groupBy(moves, ({ item }) => item.parcel.session);
    await Promise.all(bySession.entries().map(([session, some]) => moveOf(session, some)));
  };

  const track = (work: Promise<void>) => {
    const tracked = work.finally(() => settling.delete(tracked));
    settling.add(tracked);
  };

  const giveBack = (items: readonly Item[]) =>
    move(items.map((item) => ({ item, packet: forward(item.queue, item.received) })));

  const settle = (batch: readonly Item[], verdicts: readonly Verdict[]) => {
    const finished: Item[] = [];
    const moves: Move[] = [];
    for (const [index, item] of batch.entries()) {
      const verdict = verdicts[index];
      const packet = verdict && packetForVerdict(item.received, verdict, deps);
      if (packet === undefined) finished.push(item);
      else moves.push({ item, packet });
    }
    done(finished);
    return move(moves);
  };

  const batcher = createBatcher<Item>({
    ...consumeOptions,
    sizeOf: ({ received: { content } }) => content.length,
    async run(batch) {
      const deliveries = batch.map(({ received: { delivery } }) => delivery);
      const verdicts = await decideBatch(handler, deliveries, cut.signal);
      track(verdicts === undefined ? giveBack(batch) : settle(batch, verdicts));
    },
  });

  const take = (session: Session, queue: string, message: ConsumeMessage) => {
    const tag = message.fields.deliveryTag;
    const isBundle = queue === queues.bundles;
    const all = faultOf(message.content) ? undefined : isBundle ? unbundle(message) : [receive(message)];
    received += all?.length ?? 1;
    if (all === undefined) return session.acks.refuse(tag);
    const parcel = { session, tag, left: all.length };
    const items = all.map((one): Item => ({ received: one, parcel, queue: isBundle ? queues.main : queue }));
    for (const item of items) held.add(item);
    const losses = all[0]?.passage.losses ?? 0;
    const moveEach = (packetOf: (one: Received) => Packet) =>
      track(move(items.map((item) => ({ item, packet: packetOf(item.received) }))));
    if (losses >= MAX_LOSSES && !isBundle) {
      moveEach((one) => bury(queues.dead, one, lossReason(losses)));
    } else if (queue === queues.suspects) {
      for (const item of items) batcher.addAlone(item);
    } else if (losses >= SUSPECT_LOSSES) {
      moveEach((one) => forward(queues.suspects, one));
    } else {
      for (const item of items) batcher.add(item);
    }
  };

  const onEnd = (session: Session) => {
    for (const item of held) if (item.parcel.session === session) held.delete(item);
    batcher.takeBack((item) => item.parcel.session === session);
  };

  const lanes = lanesOf(queues, prefetch).map((reads) => createLane({ reads, take, onEnd }, stop.signal));
  const running = Promise.all(lanes.map(({ use }) => keepChannel({ ...deps, use }, stop.signal)));

  const drain = async (deadlineMs: number) => {
    stop.abort(new Error('The consumer is closed'));
    const cutTimer = setTimeout(() => cut.abort(new Error('The consumer had to close')), deadlineMs);
    const endTimer = setTimeout(() => end.abort(), deadlineMs + GIVE_BACK_MS);
    try {
      batcher.stop();
      await orAbort(Promise.all(lanes.map((lane) => lane.cancel())), end.signal).catch(() => {});
      track(giveBack(batcher.takeBack()));
      await batcher.quiet();
      while (settling.size > 0) await Promise.all(settling);
      for (const lane of lanes) {
        const last = lane.session();
        last?.acks.flush();
        if (last) await orAbort(closeQuietly(last.channel), end.signal).catch(() => {});
      }
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
        consumers: lanes.reduce((sum, lane) => sum + (lane.session()?.tags.length ?? 0), 0),
        inFlight: held.size,
        received,
        oldestAtMs: publishedAt.length > 0 ? Math.min(...publishedAt) : null,
      };
    },
  };
}

/** Bundles have a channel of their own: each of its acknowledgements is for many messages. */
function lanesOf({ main, suspects, bundles }: BrokerQueues, prefetch: number): LaneOptions['reads'][] {
  const single: LaneOptions['reads'] = [
    { queue: main, prefetch },
    { queue: suspects, prefetch: 1 },
  ];
  if (bundles === undefined) return [single];
  return [single, [{ queue: bundles, prefetch: Math.ceil(prefetch / BUNDLE_SIZE) }]];
}
