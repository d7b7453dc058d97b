import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WithQueue } from './queue-under-test.ts';
import { consumeAll, messages, ONE_BY_ONE, soon, statsOf } from './queue-under-test.ts';

export function deadLettersContract(withQueue: WithQueue): void {
  test('sends dead letters again from the first attempt, all or those named', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(4));
      const dropping = queue.consume('profile-events', ONE_BY_ONE, async (batch) =>
        batch.map(() => ({ kind: 'drop', reason: 'not today' })),
      );
      await queue.waitUntilIdle('profile-events', soon());
      await dropping.close();
      assert.equal(await queue.retryDead('profile-events', ['m1', 'absent']), 1);
      const seen = consumeAll(queue);
      await queue.waitUntilIdle('profile-events', soon());
      assert.deepEqual(
        seen.map(({ id, body, attempt }) => [id, body, attempt]),
        [['m1', '{"n":1}', 1]],
      );
      assert.equal(await queue.retryDead('profile-events'), 3);
      await queue.waitUntilIdle('profile-events', soon());
      assert.equal(seen.length, 4);
      assert.deepEqual(await queue.deadLetters('profile-events', { limit: 10 }), []);
    }));

  test('discards dead letters, all or those named', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(3));
      queue.consume('profile-events', ONE_BY_ONE, async (batch) =>
        batch.map(() => ({ kind: 'drop', reason: 'never' })),
      );
      await queue.waitUntilIdle('profile-events', soon());
      assert.equal(await queue.discardDead('profile-events', ['m2']), 1);
      const left = await queue.deadLetters('profile-events', { limit: 10 });
      assert.deepEqual(left.map(({ id }) => id).sort(), ['m0', 'm1']);
      assert.equal((await queue.deadLetters('profile-events', { limit: 1 })).length, 1);
      const named = await queue.deadLetters('profile-events', { limit: 10, ids: ['m1', 'm2'] });
      assert.deepEqual(
        named.map(({ id }) => id),
        ['m1'],
      );
      assert.equal(await queue.discardDead('profile-events'), 2);
      assert.equal((await statsOf(queue)).dead, 0);
    }));

  test('counts what is ready, in flight and dead', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(3));
      assert.equal((await statsOf(queue)).ready, 3);
      const inHand = Promise.withResolvers<void>();
      const go = Promise.withResolvers<void>();
      queue.consume('profile-events', { maxItems: 3, maxWaitMs: 50, concurrency: 1 }, async (batch) => {
        inHand.resolve();
        await go.promise;
        return batch.map(() => ({ kind: 'drop', reason: 'counted' }));
      });
      await inHand.promise;
      const held = await statsOf(queue);
      assert.deepEqual([held.ready, held.inFlight], [0, 3]);
      assert.ok(held.oldestMs !== null && held.oldestMs >= 0);
      go.resolve();
      await queue.waitUntilIdle('profile-events', soon());
      const done = await statsOf(queue);
      assert.deepEqual([done.ready, done.inFlight, done.delayed, done.dead], [0, 0, 0, 3]);
      assert.equal(done.oldestMs, null);
    }));

  test('lists dead letters from the newest, with the attempts they had', () =>
    withQueue(
      async (queue) => {
        for (const id of ['old', 'new']) {
          await queue.publish('profile-events', [{ id, body: id }]);
          const failing = queue.consume('profile-events', ONE_BY_ONE, async (batch) =>
            batch.map(() =>
              id === 'old' ? { kind: 'drop', reason: 'at once' } : { kind: 'retry', reason: 'often' },
            ),
          );
          await queue.waitUntilIdle('profile-events', soon());
          await failing.close();
        }
        const letters = await queue.deadLetters('profile-events', { limit: 5 });
        assert.deepEqual(
          letters.map(({ id, reason, attempts }) => [id, reason, attempts]),
          [
            ['new', 'often', 2],
            ['old', 'at once', 1],
          ],
        );
      },
      { maxAttempts: 2 },
    ));
}
