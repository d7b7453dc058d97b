import { describe } from 'node:test';
import { backpressureContract } from './contract/backpressure.ts';
import { closingContract } from './contract/closing.ts';
import { deadLettersContract } from './contract/dead-letters.ts';
import { deliveryContract } from './contract/delivery.ts';
import { erasureContract } from './contract/erasure.ts';
import type { QueueSettings, QueueUnderTest, WithQueue } from './contract/queue-under-test.ts';
import { retriesContract } from './contract/retries.ts';
import { sharingContract } from './contract/sharing.ts';

/** An empty queue with the settings, its retry delays as short as they go. */
export type MakeQueue = (settings: QueueSettings) => Promise<QueueUnderTest>;

/** What every queue must do. */
export function queueContract(name: string, makeQueue: MakeQueue, options: { skip?: boolean } = {}): void {
  const withQueue: WithQueue = async (work, settings) => {
    const { queue, another, dispose } = await makeQueue({ maxDepth: 1_000, maxAttempts: 5, ...settings });
    try {
      await work(queue, another);
    } finally {
      await dispose();
    }
  };

  describe(`queue contract: ${name}`, options, () => {
    deliveryContract(withQueue);
    retriesContract(withQueue);
    deadLettersContract(withQueue);
    erasureContract(withQueue);
    backpressureContract(withQueue);
    closingContract(withQueue);
    sharingContract(withQueue);
  });
}
