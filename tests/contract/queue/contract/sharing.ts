import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WithQueue } from './queue-under-test.ts';
import { ack, consumeAll, drainAll, messages, soon, statsOf } from './queue-under-test.ts';

export function sharingContract(withQueue: WithQueue): void {
  test('shares the work between consumers', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(40));
      const first = consumeAll(queue);
      const second = consumeAll(queue);
      await queue.waitUntilIdle('profile-events', soon());
      assert.equal(new Set([...first, ...second].map(({ id }) => id)).size, 40);
      assert.equal(first.length + second.length, 40);
    }));

  test('what one has published is there when it is gone, for another', () =>
    withQueue(async (queue, another) => {
      await queue.publish('profile-events', messages(30));
      await queue.close();
      const other = another();
      assert.equal((await statsOf(other)).ready, 30);
      assert.equal((await drainAll(other)).length, 30);
    }));

  test('sees what another holds, and is not idle before that is done', () =>
    withQueue(async (queue, another) => {
      await queue.publish('profile-events', messages(3));
      const inHand = Promise.withResolvers<void>();
      const go = Promise.withResolvers<void>();
      another().consume('profile-events', { maxItems: 3, maxWaitMs: 20, concurrency: 1 }, async (batch) => {
        inHand.resolve();
        await go.promise;
        return batch.map(() => ack);
      });
      await inHand.promise;
      const held = await statsOf(queue);
      assert.deepEqual([held.ready, held.inFlight], [0, 3]);
      let idle = false;
      const waiting = queue.waitUntilIdle('profile-events', soon()).then(() => {
        idle = true;
      });
      await queue.stats();
      assert.equal(idle, false);
      go.resolve();
      await waiting;
    }));
}
