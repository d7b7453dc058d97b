import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel } from 'amqplib';
import type { AckWindow } from './ack-window.ts';

const MAX_WAIT_MS = 300;
const LOOK_MS = 5;

/**
 * Cancelling a consumer loses the deliveries in transit, and the server counts them as lost. So this waits until none is
 * in transit: it holds acknowledgements until the prefetch is used up or the queue is empty. It stops after a short time.
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
