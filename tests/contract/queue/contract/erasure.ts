import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '#tests/support/eventually.ts';
import type { WithQueue } from './queue-under-test.ts';
import { ack, drainAll, messages, ONE_BY_ONE, soon, statsOf } from './queue-under-test.ts';

const body = (n: number) => JSON.stringify({ n, name: n % 3 === 0 ? 'Ada' : 'Grace' });
const ofAda = {
  hints: ['"ada"'],
  isMeant: (text: string) => (JSON.parse(text) as { name: string }).name === 'Ada',
};

export function erasureContract(withQueue: WithQueue): void {
  test('erases the meant messages of those that wait, and delivers the others', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(300, body));
      assert.equal(await queue.erase('profile-events', ofAda), 100);
      // A server counts what was acknowledged a moment later.
      await eventually(async () => assert.equal((await statsOf(queue)).ready, 200));
      const seen = await drainAll(queue);
      assert.deepEqual(
        seen.map(({ body: text }) => (JSON.parse(text) as { n: number }).n).sort((a, b) => a - b),
        Array.from({ length: 300 }, (_, n) => n).filter((n) => n % 3 !== 0),
      );
      assert.equal(await queue.erase('profile-events', ofAda), 0);
    }));

  test('looks at every message without a hint', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(6, body));
      assert.equal(await queue.erase('profile-events', { ...ofAda, hints: [] }), 2);
      assert.equal((await drainAll(queue)).length, 4);
    }));

  test('erases delayed messages and dead letters; the others keep their attempts and reasons', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(6, body));
      const consumer = queue.consume('profile-events', ONE_BY_ONE, async (batch) =>
        batch.map((one) =>
          Number(one.id.slice(1)) < 3
            ? { kind: 'drop', reason: `not ${one.id}` }
            : { kind: 'retry', reason: 'later', delayMs: 30_000 },
        ),
      );
      await eventually(async () => {
        const { dead, delayed } = await statsOf(queue);
        assert.deepEqual([dead, delayed], [3, 3]);
      });
      await consumer.close();
      assert.equal(await queue.erase('profile-events', ofAda), 2);
      await eventually(async () => {
        const { dead, delayed, ready } = await statsOf(queue);
        assert.deepEqual([dead, delayed, ready], [2, 2, 0]);
      });
      const letters = await queue.deadLetters('profile-events', { limit: 10 });
      assert.deepEqual(letters.map(({ id, reason }) => [id, reason]).sort(), [
        ['m1', 'not m1'],
        ['m2', 'not m2'],
      ]);
    }));

  test('leaves alone what a consumer has in hand, and other queues', () =>
    withQueue(async (queue) => {
      await queue.publish('scrape-jobs', messages(3, body));
      await queue.publish('profile-events', messages(1, body));
      const inHand = Promise.withResolvers<void>();
      const go = Promise.withResolvers<void>();
      queue.consume('profile-events', ONE_BY_ONE, async (batch) => {
        inHand.resolve();
        await go.promise;
        return batch.map(() => ack);
      });
      await inHand.promise;
      assert.equal(await queue.erase('profile-events', ofAda), 0);
      go.resolve();
      await queue.waitUntilIdle('profile-events', soon());
      await eventually(async () => {
        const jobs = (await queue.stats()).find(({ name }) => name === 'scrape-jobs');
        assert.equal(jobs?.ready, 3);
      });
    }));
}
