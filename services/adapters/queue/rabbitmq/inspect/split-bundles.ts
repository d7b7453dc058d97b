import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib';
import type { QueueName } from '#ports/queue.ts';
import { unbundle } from '../bundle.ts';
import type { Topology } from '../link/topology.ts';
import { forward } from '../message.ts';
import { wholeAgain } from './erasure.ts';
import type { Inspector } from './inspector.ts';
import type { RotateOptions } from './rotate.ts';
import { BUNDLES_AHEAD, rotate } from './rotate.ts';

export interface SplitOptions extends RotateOptions {
  inspector: Inspector;
  topology: Topology;
}

const LOOK_MS = 25;
/** The server counts a consumer until it has applied the consumer's last acknowledgements. */
const GONE_MS = 250;

/**
 * Publishes the messages of bundles that wait one by one, if no consumer reads bundles: the next consumer may be of an
 * earlier version, which reads single messages only.
 */
export async function splitUnreadBundles(options: SplitOptions, queue: QueueName): Promise<void> {
  const { inspector, topology } = options;
  const { main, bundles } = topology.queues[queue];
  if (bundles === undefined) return;
  const deadline = performance.now() + GONE_MS;
  for (;;) {
    const { messages, consumers } = await inspector.count(bundles);
    if (messages === 0) return;
    if (consumers === 0) break;
    if (performance.now() > deadline) return;
    await sleep(LOOK_MS);
  }
  const split = (message: ConsumeMessage) =>
    unbundle(message)?.map((one) => forward(main, one)) ?? [wholeAgain(bundles, message)];
  await rotate(options, bundles, split, BUNDLES_AHEAD);
}
