import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel } from 'amqplib';
import { backoffMs } from '#lib/async/backoff.ts';
import type { BrokerLink } from './broker-link.ts';
import { closeQuietly } from './topology.ts';

export interface KeepChannelOptions {
  link: BrokerLink;
  /** Runs before each channel after the first: a queue may be missing. */
  redeclare(): Promise<void>;
  /** Starts the work of the channel. When it rejects, the channel is replaced. */
  use(channel: Channel): Promise<void>;
  onError(error: unknown): void;
}

const AGAIN = { baseMs: 100, maxMs: 5_000 };
/** A channel that lasted this long resets the delays. */
const GOOD_MS = 10_000;

/** Opens and uses a channel, and replaces it whenever it ends, until the signal aborts. */
export async function keepChannel(options: KeepChannelOptions, signal: AbortSignal): Promise<void> {
  const { link, redeclare, use, onError } = options;
  for (let attempt = 1; !signal.aborted && !link.isClosed(); attempt++) {
    const startedMs = performance.now();
    try {
      if (attempt > 1) await redeclare();
      const channel = await link.openChannel(signal);
      const ended = new Promise<void>((resolve) => void channel.once('close', resolve));
      try {
        await use(channel);
      } catch (error) {
        await closeQuietly(channel);
        throw error;
      }
      await ended;
    } catch (error) {
      if (signal.aborted || link.isClosed()) return;
      onError(error);
    }
    if (performance.now() - startedMs > GOOD_MS) attempt = 1;
    await sleep(backoffMs(attempt, AGAIN), undefined, { signal }).catch(() => {});
  }
}
