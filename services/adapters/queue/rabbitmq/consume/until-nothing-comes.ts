import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel } from 'amqplib';
import type { AckWindow } from './ack-window.ts';

const MAX_WAIT_MS = 300;
const LOOK_MS = 5;

/**
 * The server drops what is on its way to a consumer when that is cancelled, and counts it as lost. So before, nothing must be on its
 * way: no more is acknowledged, and the prefetch is used up or the queue is empty. Gives up after a moment.
 */
export async function untilNothingComes(
  current: {
    channel: Pick<Channel, 'checkQueue'>;
    acks: AckWindow;
    delivered: number;
    ended: AbortController;
  },
  queue: string,
  prefetch: number,
): Promise<void> {
  const { channel, acks, ended } = current;
  acks.hold();
  const deadline = performance.now() + MAX_WAIT_MS;
  while (!ended.signal.aborted && performance.now() < deadline) {
    if (current.delivered - acks.answeredCount() >= prefetch) return;
    if ((await channel.checkQueue(queue)).messageCount === 0) return;
    await sleep(LOOK_MS);
  }
}
