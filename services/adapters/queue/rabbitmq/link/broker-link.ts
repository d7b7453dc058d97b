import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, ChannelModel, ConfirmChannel, RecoveringChannelModel } from 'amqplib';
import { connect } from 'amqplib';
import { backoffMs } from '#lib/async/backoff.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { orAbort } from '#lib/async/or-abort.ts';
import { IncompatibleStoreError, UnavailableError } from '#ports/errors.ts';
import { createNotifier } from '../notifier.ts';
import type { BrokerAddress } from './broker-address.ts';
import { connectArguments, describeAddress } from './broker-address.ts';
import { toPortError } from './broker-error.ts';

export interface BrokerLinkOptions {
  address: BrokerAddress;
  /** Name for the operator of the server. */
  name: string;
  /** A call waits this long for the connection before it rejects. */
  patienceMs: number;
  /** Runs first on every new connection. */
  prepare(model: ChannelModel): Promise<void>;
  /** Receives a lost connection, and a failed connection with a new reason. */
  onError(error: unknown): void;
}

/** One connection. Connects at first use and reconnects without limit. */
export interface BrokerLink {
  /** Opens a channel. Rejects with a port's error, or the signal's reason. A channel ends with its connection. */
  openChannel(signal?: AbortSignal): Promise<Channel>;
  openConfirmChannel(signal?: AbortSignal): Promise<ConfirmChannel>;
  /** Whether the server accepts no messages now, because it is low on memory or disk. */
  isBlocked(): boolean;
  untilUnblocked(signal?: AbortSignal): Promise<void>;
  isClosed(): boolean;
  close(): Promise<void>;
}

const RECONNECT = { baseMs: 100, maxMs: 5_000 };
const CLOSE_MS = 2_000;

export function createBrokerLink(options: BrokerLinkOptions): BrokerLink {
  const { address, name, patienceMs, prepare, onError } = options;
  const where = describeAddress(address);
  const notifier = createNotifier();
  let opening: Promise<RecoveringChannelModel> | undefined;
  let model: ChannelModel | undefined;
  let failure: Error | undefined;
  let blocked = false;
  let closing: Promise<void> | undefined;

  const failed = (error: unknown) => {
    const next = toPortError(error, where);
    if (closing === undefined && next.message !== failure?.message) onError(next);
    failure = next;
    model = undefined;
    blocked = false;
    notifier.notify();
  };

  const open = async (): Promise<RecoveringChannelModel> => {
    const { url, socket } = connectArguments(address, name);
    const recovering = await connect(url, {
      ...socket,
      recovery: {
        waitForConnect: false,
        calculateDelay: (attempt) => backoffMs(attempt, RECONNECT),
        setup: (fresh: ChannelModel) => prepareFresh(fresh, prepare),
      },
    });
    // What an error means follows as `disconnect`.
    recovering.on('error', () => {});
    recovering.on('connect', (fresh) => {
      model = fresh;
      failure = undefined;
      notifier.notify();
    });
    recovering.on('connect-failed', failed);
    recovering.on('disconnect', failed);
    recovering.on('blocked', () => {
      blocked = true;
      onError(new UnavailableError(`${where} accepts no messages: it is low on memory or disk`));
    });
    recovering.on('unblocked', () => {
      blocked = false;
      notifier.notify();
    });
    return recovering;
  };

  const assertOpen = () => {
    if (closing !== undefined) throw new UnavailableError('The queue is closed');
  };

  const connected = async (signal?: AbortSignal): Promise<ChannelModel> => {
    opening ??= open();
    if (model !== undefined) return model;
    using patience = startDeadline(patienceMs, { signal });
    while (model === undefined) {
      signal?.throwIfAborted();
      assertOpen();
      if (failure instanceof IncompatibleStoreError) throw failure;
      if (patience.expired) throw failure ?? new UnavailableError(`${where} did not answer in time`);
      await notifier.next(patience.signal).catch(() => {});
    }
    return model;
  };

  /** A failed operation reports the error of its channel, so the event is ignored. */
  const guarded = async <C extends Channel>(openOne: () => Promise<C>): Promise<C> => {
    try {
      const channel = await openOne();
      channel.on('error', () => {});
      return channel;
    } catch (error) {
      throw toPortError(error, where);
    }
  };

  const close = async () => {
    notifier.notify();
    const recovering = await opening;
    // A server that does not answer must not keep the process alive.
    using deadline = startDeadline(CLOSE_MS);
    if (recovering) await orAbort(recovering.close(), deadline.signal).catch(() => {});
  };

  return {
    async openChannel(signal) {
      assertOpen();
      const current = await connected(signal);
      return guarded(() => current.createChannel());
    },
    async openConfirmChannel(signal) {
      assertOpen();
      const current = await connected(signal);
      return guarded(() => current.createConfirmChannel());
    },
    isBlocked: () => blocked,
    async untilUnblocked(signal) {
      while (blocked) await notifier.next(signal);
    },
    isClosed: () => closing !== undefined,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/**
 * Prepares a new connection. Only this function listens yet: without it, the library would use a connection that is
 * lost meanwhile.
 */
async function prepareFresh(fresh: ChannelModel, prepare: BrokerLinkOptions['prepare']): Promise<void> {
  const lost = Promise.withResolvers<never>();
  fresh.on('error', () => {});
  fresh.once('close', (error?: Error) => lost.reject(error ?? new Error('The connection has ended')));
  try {
    await Promise.race([prepare(fresh), lost.promise]);
  } catch (error) {
    // The library closes it too, and would wait forever for a server that stops now.
    await Promise.race([fresh.close(), lost.promise, sleep(CLOSE_MS)]).catch(() => {});
    throw error;
  } finally {
    lost.promise.catch(() => {});
  }
}
