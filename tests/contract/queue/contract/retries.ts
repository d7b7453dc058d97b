import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Delivery, Verdict } from '#ports/queue.ts';
import type { WithQueue } from './queue-under-test.ts';
import { ack, messages, ONE_BY_ONE, soon } from './queue-under-test.ts';

export function retriesContract(withQueue: WithQueue): void {
  test('redelivers the whole batch when the handler throws', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(4));
      let calls = 0;
      const second: Delivery[] = [];
      queue.consume('profile-events', { maxItems: 4, maxWaitMs: 20, concurrency: 1 }, async (batch) => {
        if (calls++ === 0) throw new Error('no luck');
        second.push(...batch.filter(({ attempt }) => attempt === 2));
        return batch.map(() => ack);
      });
      await queue.waitUntilIdle('profile-events', soon());
      assert.ok(second.length >= 1);
      assert.deepEqual(await queue.deadLetters('profile-events', { limit: 1 }), []);
    }));

  test('makes a message that fails maxAttempts times a dead letter with the last reason', () =>
    withQueue(
      async (queue) => {
        await queue.publish('profile-events', [{ id: 'bad', body: '{"bad":true}' }]);
        const attempts: number[] = [];
        queue.consume('profile-events', ONE_BY_ONE, async (batch) =>
          batch.map(({ attempt }): Verdict => {
            attempts.push(attempt);
            return { kind: 'retry', reason: `failure ${attempt}` };
          }),
        );
        await queue.waitUntilIdle('profile-events', soon());
        assert.deepEqual(attempts, [1, 2, 3]);
        const [dead] = await queue.deadLetters('profile-events', { limit: 10 });
        assert.equal(dead?.body, '{"bad":true}');
        assert.equal(dead.reason, 'failure 3');
        assert.equal(dead.attempts, 3);
      },
      { maxAttempts: 3 },
    ));

  test('a message that waits for its next attempt holds up no other', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(10));
      const order: string[] = [];
      queue.consume('profile-events', ONE_BY_ONE, async (batch) =>
        batch.map(({ id, attempt }): Verdict => {
          if (id === 'm0' && attempt < 4) return { kind: 'retry', reason: 'later' };
          order.push(id);
          return ack;
        }),
      );
      await queue.waitUntilIdle('profile-events', soon());
      assert.equal(order.length, 10);
      assert.notEqual(order[0], 'm0');
    }));

  test('waits at least as long as the handler asks before the next attempt', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(1));
      const deliveredAtMs: number[] = [];
      queue.consume('profile-events', ONE_BY_ONE, async (batch) =>
        batch.map(({ attempt }): Verdict => {
          deliveredAtMs.push(performance.now());
          return attempt === 1 ? { kind: 'retry', reason: 'in a moment', delayMs: 300 } : ack;
        }),
      );
      await queue.waitUntilIdle('profile-events', soon());
      const [first = 0, second = 0] = deliveredAtMs;
      assert.ok(second - first >= 295, `${second - first} ms`);
    }));

  test('jobs that wait do not make their publisher wait at the depth limit of events', () =>
    withQueue(
      async (queue) => {
        await queue.publish('scrape-jobs', messages(30), soon());
        await queue.publish('scrape-jobs', messages(1), soon());
      },
      { maxDepth: 10 },
    ));
}
