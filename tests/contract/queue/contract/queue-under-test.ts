import assert from 'node:assert/strict';
import type { Delivery, OutgoingMessage, Queue, Verdict } from '#ports/queue.ts';

export interface QueueUnderTest {
  queue: Queue;
  /** The same messages as another process has them; closed by `dispose`. */
  another(): Queue;
  /** Closes the queue and removes what it left. */
  dispose(): Promise<void>;
}

export interface QueueSettings {
  maxDepth: number;
  maxAttempts: number;
}

/** Gives the work an empty queue, and removes it afterwards. */
export type WithQueue = (
  work: (queue: Queue, another: () => Queue) => Promise<void>,
  settings?: Partial<QueueSettings>,
) => Promise<void>;

export const ONE_BY_ONE = { maxItems: 1, maxWaitMs: 5, concurrency: 1 };
export const ack: Verdict = { kind: 'ack' };
export const soon = () => AbortSignal.timeout(60_000);

export function messages(count: number, body = (n: number) => `{"n":${n}}`): OutgoingMessage[] {
  return Array.from({ length: count }, (_, n) => ({ id: `m${n}`, body: body(n) }));
}

export function consumeAll(queue: Queue): Delivery[] {
  const seen: Delivery[] = [];
  queue.consume('profile-events', { maxItems: 5, maxWaitMs: 5, concurrency: 1 }, async (batch) => {
    seen.push(...batch);
    return batch.map(() => ack);
  });
  return seen;
}

export async function drainAll(queue: Queue): Promise<Delivery[]> {
  const seen = consumeAll(queue);
  await queue.waitUntilIdle('profile-events', soon());
  return seen;
}

export async function statsOf(queue: Queue) {
  const stats = (await queue.stats()).find(({ name }) => name === 'profile-events');
  assert.ok(stats);
  return stats;
}
