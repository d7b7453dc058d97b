import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Delivery, Verdict } from '#ports/queue.ts';
import { QUEUE_NAMES } from '#ports/queue.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { WithQueue } from './queue-under-test.ts';
import { ack, consumeAll, drainAll, messages, ONE_BY_ONE, soon, statsOf } from './queue-under-test.ts';

export function deliveryContract(withQueue: WithQueue): void {
  test('answers ping once it can be used', () => withQueue((queue) => queue.ping()));

  test('publishes nothing without complaint', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', []);
      await queue.waitUntilIdle('profile-events', soon());
    }));

  test('delivers every message once with its body, first attempt, and publication time', () =>
    withQueue(async (queue) => {
      const startedMs = Date.now();
      const sent = messages(120, (n) => `{"n":${n},"text":"ünïcödé 🎈 \\u0000"}`);
      await queue.publish('profile-events', sent);
      const seen: Delivery[] = [];
      queue.consume('profile-events', { maxItems: 50, maxWaitMs: 5, concurrency: 2 }, async (batch) => {
        seen.push(...batch);
        return batch.map(() => ack);
      });
      await queue.waitUntilIdle('profile-events', soon());
      const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
      assert.deepEqual(seen.map(({ id, body }) => ({ id, body })).sort(byId), [...sent].sort(byId));
      for (const { attempt, publishedAtMs } of seen) {
        assert.equal(attempt, 1);
        assert.ok(publishedAtMs >= startedMs - 1_000 && publishedAtMs <= Date.now() + 1_000);
      }
    }));

  test('carries the trace context to the first delivery, the next, and out of the dead letters', () =>
    withQueue(
      async (queue) => {
        const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
        await queue.publish('profile-events', [{ id: 'traced', body: '1', traceparent }]);
        await queue.publish('profile-events', [{ id: 'plain', body: '2' }]);
        const seen: Delivery[] = [];
        const failing = queue.consume('profile-events', ONE_BY_ONE, async (batch) => {
          seen.push(...batch);
          return batch.map(() => ({ kind: 'retry', reason: 'not now' }));
        });
        await queue.waitUntilIdle('profile-events', soon());
        await failing.close();
        await queue.retryDead('profile-events');
        seen.push(...(await drainAll(queue)));
        const traces = (id: string) => seen.filter((one) => one.id === id).map((one) => one.traceparent);
        assert.deepEqual(traces('traced'), [traceparent, traceparent, traceparent]);
        assert.deepEqual(traces('plain'), [undefined, undefined, undefined]);
      },
      { maxAttempts: 2 },
    ));

  test('takes the same id again', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', [{ id: 'twice', body: '1' }]);
      await queue.publish('profile-events', [{ id: 'twice', body: '1' }]);
      const seen = consumeAll(queue);
      await queue.waitUntilIdle('profile-events', soon());
      assert.ok(seen.length >= 1);
      assert.ok(seen.every(({ id }) => id === 'twice'));
    }));

  test('keeps queues apart', () =>
    withQueue(async (queue) => {
      await queue.publish('scrape-jobs', messages(3));
      await queue.waitUntilIdle('profile-events', soon());
      const stats = await queue.stats();
      assert.deepEqual(
        stats.map(({ name: queueName, ready }) => [queueName, ready]),
        QUEUE_NAMES.map((queueName) => [queueName, queueName === 'scrape-jobs' ? 3 : 0]),
      );
    }));

  test('hands over at most maxItems, and fewer after maxWaitMs', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(25));
      const sizes: number[] = [];
      queue.consume('profile-events', { maxItems: 10, maxWaitMs: 20, concurrency: 1 }, async (batch) => {
        sizes.push(batch.length);
        return batch.map(() => ack);
      });
      await queue.waitUntilIdle('profile-events', soon());
      assert.ok(sizes.every((size) => size >= 1 && size <= 10));
      assert.equal(
        sizes.reduce((sum, size) => sum + size, 0),
        25,
      );
    }));

  test('has as many batches in the handler as concurrency allows, not more', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(12));
      const three = Promise.withResolvers<void>();
      let inHandler = 0;
      let most = 0;
      queue.consume('profile-events', { maxItems: 1, maxWaitMs: 1, concurrency: 3 }, async (batch) => {
        inHandler++;
        most = Math.max(most, inHandler);
        if (most === 3) three.resolve();
        await three.promise;
        inHandler--;
        return batch.map(() => ack);
      });
      await queue.waitUntilIdle('profile-events', soon());
      assert.equal(most, 3);
    }));

  test('delivers what is published while a consumer waits', () =>
    withQueue(async (queue) => {
      const seen = consumeAll(queue);
      await queue.publish('profile-events', messages(1));
      await queue.waitUntilIdle('profile-events', soon());
      assert.equal(seen.length, 1);
    }));

  test('settles each delivery of a batch by its own verdict', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(3));
      const attempts = new Map<string, number[]>();
      queue.consume('profile-events', { maxItems: 3, maxWaitMs: 20, concurrency: 1 }, async (batch) =>
        batch.map(({ id, attempt }): Verdict => {
          attempts.set(id, [...(attempts.get(id) ?? []), attempt]);
          if (id === 'm0') return { kind: 'drop', reason: 'is poison' };
          return id === 'm1' && attempt === 1 ? { kind: 'retry', reason: 'not yet' } : ack;
        }),
      );
      await queue.waitUntilIdle('profile-events', soon());
      assert.deepEqual(attempts.get('m0'), [1]);
      assert.deepEqual(attempts.get('m1'), [1, 2]);
      assert.deepEqual(attempts.get('m2'), [1]);
      const [dead, ...others] = await queue.deadLetters('profile-events', { limit: 10 });
      assert.equal(others.length, 0);
      assert.equal(dead?.id, 'm0');
      assert.equal(dead.reason, 'is poison');
      assert.equal(dead.attempts, 1);
      assert.ok(dead.diedAtMs <= Date.now() + 1_000);
    }));

  test('counts every message of a large publication, and settles each by its own verdict', () =>
    withQueue(async (queue) => {
      await queue.publish('profile-events', messages(47));
      assert.equal((await statsOf(queue)).ready, 47);
      const attempts = new Map<string, number[]>();
      queue.consume('profile-events', { maxItems: 7, maxWaitMs: 5, concurrency: 2 }, async (batch) =>
        batch.map(({ id, attempt }): Verdict => {
          attempts.set(id, [...(attempts.get(id) ?? []), attempt]);
          if (id === 'm13') return { kind: 'drop', reason: 'is poison' };
          return id === 'm14' && attempt < 3 ? { kind: 'retry', reason: 'not yet' } : ack;
        }),
      );
      await queue.waitUntilIdle('profile-events', soon());
      assert.equal(attempts.size, 47);
      assert.deepEqual(attempts.get('m14'), [1, 2, 3]);
      attempts.delete('m14');
      assert.ok([...attempts.values()].every((each) => each.length === 1 && each[0] === 1));
      const letters = await queue.deadLetters('profile-events', { limit: 10 });
      assert.deepEqual(
        letters.map(({ id, body, attempts: times }) => [id, body, times]),
        [['m13', '{"n":13}', 1]],
      );
      await eventually(async () => {
        const { ready, inFlight, delayed, dead } = await statsOf(queue);
        assert.deepEqual([ready, inFlight, delayed, dead], [0, 0, 0, 1]);
      });
    }));

  test('delivers about in the order of publication', () =>
    withQueue(async (queue) => {
      for (let part = 0; part < 5; part++) {
        await queue.publish(
          'profile-events',
          messages(40).map(({ body }, n) => ({ id: String(part * 40 + n), body })),
        );
      }
      const order = (await drainAll(queue)).map(({ id }) => Number(id));
      const displaced = order.reduce((sum, n, place) => sum + Math.abs(n - place), 0) / order.length;
      assert.equal(order.length, 200);
      // Two queues that are read side by side, each in order, displace by 38 at most; a random order by 67.
      assert.ok(displaced < 40, `displaced by ${displaced}`);
    }));
}
