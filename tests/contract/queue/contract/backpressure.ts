import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WithQueue } from './queue-under-test.ts';
import { consumeAll, messages, soon, statsOf } from './queue-under-test.ts';

export function backpressureContract(withQueue: WithQueue): void {
  test('makes publishers wait while it is full, and lets them continue as it empties', () =>
    withQueue(
      async (queue) => {
        await queue.publish('profile-events', messages(10));
        let published = false;
        const waiting = queue.publish('profile-events', [{ id: 'late', body: '{}' }]).then(() => {
          published = true;
        });
        await queue.ping();
        assert.equal(published, false);
        const seen = consumeAll(queue);
        await waiting;
        await queue.waitUntilIdle('profile-events', soon());
        assert.equal(seen.length, 11);
      },
      { maxDepth: 10 },
    ));

  test("a publisher that waits gives up with its signal's reason", () =>
    withQueue(
      async (queue) => {
        await queue.publish('profile-events', messages(2));
        const abort = new AbortController();
        const reason = new Error('enough');
        const waiting = queue.publish('profile-events', [{ id: 'late', body: '{}' }], abort.signal);
        abort.abort(reason);
        await assert.rejects(waiting, (error) => error === reason);
        await assert.rejects(
          queue.publish('profile-events', messages(1), abort.signal),
          (error) => error === reason,
        );
      },
      { maxDepth: 2 },
    ));

  test("waiting for idleness gives up with its signal's reason", () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(1));
      const abort = new AbortController();
      const reason = new Error('enough');
      const waiting = queue.waitUntilIdle('profile-events', abort.signal);
      abort.abort(reason);
      await assert.rejects(waiting, (error) => error === reason);
    }));

  test('a large publication waits for room part by part', () =>
    withQueue(
      async (queue) => {
        let most = 0;
        const published = queue.publish('profile-events', messages(1_500), soon());
        const seen = consumeAll(queue);
        for (let looks = 0; looks < 10; looks++) {
          const { ready, inFlight } = await statsOf(queue);
          most = Math.max(most, ready + inFlight);
        }
        await published;
        await queue.waitUntilIdle('profile-events', soon());
        assert.equal(new Set(seen.map(({ id }) => id)).size, 1_500);
        // One part more than the limit, and what the consumer has taken ahead.
        assert.ok(most <= 400, `held ${most}`);
      },
      { maxDepth: 100 },
    ));
}
