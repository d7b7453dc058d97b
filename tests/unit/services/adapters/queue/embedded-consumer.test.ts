import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoreChannel } from '#adapters/embedded-storage/storage-thread.ts';
import { createKeptMessages } from '#adapters/queue/embedded/kept-messages.ts';
import type { QueueCalls } from '#adapters/queue/embedded/queue-calls.ts';
import { startConsumer } from '#adapters/queue/embedded/queue-consumer.ts';
import { heldMemory } from '#tests/support/held-memory.ts';

test('a handler that runs for long keeps nothing of the batches beside it', async () => {
  const long = Promise.withResolvers<void>();
  const measured = Promise.withResolvers<number>();
  let taken = 0;
  const channel = {
    isClosed: () => false,
    async call(method: string, _args: unknown, signal?: AbortSignal) {
      if (method !== 'take') return undefined;
      if (taken === 11_000) return new Promise((_, reject) => signal?.addEventListener('abort', reject));
      return { lease: 1, seqs: [++taken], deliveries: [{ id: String(taken), body: '' }] };
    },
  } as unknown as StoreChannel<QueueCalls>;
  let handled = 0;
  let before = 0;
  const consumer = startConsumer({
    channel,
    kept: createKeptMessages(),
    queue: 'scrape-jobs',
    options: { maxItems: 1, maxWaitMs: 0, concurrency: 2 },
    handler: async ([delivery]) => {
      handled++;
      if (delivery?.id === '1') await long.promise;
      else if (handled === 1_000) before = (await heldMemory()).heap;
      else if (handled === 11_000) measured.resolve((await heldMemory()).heap - before);
      return [{ kind: 'ack' }];
    },
    onError: (error) => assert.fail(String(error)),
  });
  const kept = await measured.promise;
  assert.ok(kept < 10_000 * 100, `${kept} bytes`);
  long.resolve();
  await consumer.close();
});
