import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Delivery } from '#ports/queue.ts';
import type { WithQueue } from './queue-under-test.ts';
import { ack, consumeAll, drainAll, messages, ONE_BY_ONE, soon, statsOf } from './queue-under-test.ts';

export function closingContract(withQueue: WithQueue): void {
  test('closing a consumer waits for the batch in hand', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(1));
      const inHand = Promise.withResolvers<void>();
      const go = Promise.withResolvers<void>();
      const consumer = queue.consume('profile-events', ONE_BY_ONE, async (batch) => {
        inHand.resolve();
        await go.promise;
        return batch.map(() => ack);
      });
      await inHand.promise;
      const closing = consumer.close();
      go.resolve();
      await closing;
      await queue.waitUntilIdle('profile-events', soon());
    }));

  test('past the deadline the signal aborts and deliveries go back, their attempt not raised', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(3));
      const inHand = Promise.withResolvers<void>();
      let aborted = false;
      const stuck = queue.consume('profile-events', ONE_BY_ONE, async (batch, signal) => {
        inHand.resolve();
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        aborted = true;
        return batch.map(() => ack);
      });
      await inHand.promise;
      await stuck.close(10);
      assert.equal(aborted, true);
      const seen = consumeAll(queue);
      await queue.waitUntilIdle('profile-events', soon());
      assert.deepEqual(seen.map(({ id }) => id).sort(), ['m0', 'm1', 'm2']);
      assert.ok(seen.every(({ attempt }) => attempt === 1));
    }));

  test('a closed consumer takes no more', () =>
    withQueue(async (queue) => {
      const seen: Delivery[] = [];
      const consumer = queue.consume('profile-events', ONE_BY_ONE, async (batch) => {
        seen.push(...batch);
        return batch.map(() => ack);
      });
      await consumer.close();
      await queue.publish('profile-events', messages(1));
      assert.equal((await statsOf(queue)).ready, 1);
      assert.equal(seen.length, 0);
    }));

  test('a consumer that closes leaves the rest to another, no attempt used up', () =>
    withQueue(async (queue, another) => {
      await queue.publish('profile-events', messages(60));
      const first = Promise.withResolvers<void>();
      const done: string[] = [];
      const closing = queue.consume('profile-events', ONE_BY_ONE, async (batch) => {
        done.push(...batch.map(({ id }) => id));
        first.resolve();
        return batch.map(() => ack);
      });
      await first.promise;
      await closing.close();
      const rest = await drainAll(another());
      assert.ok(rest.every(({ attempt }) => attempt === 1));
      assert.equal(new Set([...done, ...rest.map(({ id }) => id)]).size, 60);
      assert.equal(done.length + rest.length, 60);
    }));

  test('closing twice is closing once; a closed queue refuses work', () =>
    withQueue(async (queue) => {
      await queue.ping();
      await queue.close();
      await queue.close();
      await assert.rejects(queue.publish('profile-events', messages(1)), { name: 'UnavailableError' });
    }));
}
