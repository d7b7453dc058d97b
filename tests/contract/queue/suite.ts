import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Delivery, OutgoingMessage, Queue, Verdict } from '#ports/queue.ts';
import { QUEUE_NAMES } from '#ports/queue.ts';

interface QueueUnderTest {
  queue: Queue;
  /** The same messages as another process has them; closed by `dispose`. */
  another(): Queue;
  /** Closes the queue and removes what it left. */
  dispose(): Promise<void>;
}

interface QueueSettings {
  maxDepth: number;
  maxAttempts: number;
}

/** An empty queue with the settings, its retry delays as short as they go. */
export type MakeQueue = (settings: QueueSettings) => Promise<QueueUnderTest>;

const ONE_BY_ONE = { maxItems: 1, maxWaitMs: 5, concurrency: 1 };
const ack: Verdict = { kind: 'ack' };
const soon = () => AbortSignal.timeout(10_000);

/** What every queue must do. */
export function queueContract(name: string, makeQueue: MakeQueue, options: { skip?: boolean } = {}): void {
  const withQueue = async (
    work: (queue: Queue, another: () => Queue) => Promise<void>,
    settings: Partial<QueueSettings> = {},
  ) => {
    const { queue, another, dispose } = await makeQueue({ maxDepth: 1_000, maxAttempts: 5, ...settings });
    try {
      await work(queue, another);
    } finally {
      await dispose();
    }
  };

  describe(`queue contract: ${name}`, options, () => {
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

    test('makes publishers wait while it is full, and lets them go on as it empties', () =>
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

    test('shares the work between consumers', () =>
      withQueue(async (queue) => {
        await queue.publish('profile-events', messages(40));
        const first = consumeAll(queue);
        const second = consumeAll(queue);
        await queue.waitUntilIdle('profile-events', soon());
        assert.equal(new Set([...first, ...second].map(({ id }) => id)).size, 40);
        assert.equal(first.length + second.length, 40);
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
        assert.ok(displaced < 10, `displaced by ${displaced}`);
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

    test('closing twice is closing once; a closed queue refuses work', () =>
      withQueue(async (queue) => {
        await queue.ping();
        await queue.close();
        await queue.close();
        await assert.rejects(queue.publish('profile-events', messages(1)), { name: 'UnavailableError' });
      }));
  });
}

function messages(count: number, body = (n: number) => `{"n":${n}}`): OutgoingMessage[] {
  return Array.from({ length: count }, (_, n) => ({ id: `m${n}`, body: body(n) }));
}

function consumeAll(queue: Queue): Delivery[] {
  const seen: Delivery[] = [];
  queue.consume('profile-events', { maxItems: 5, maxWaitMs: 5, concurrency: 1 }, async (batch) => {
    seen.push(...batch);
    return batch.map(() => ack);
  });
  return seen;
}

async function drainAll(queue: Queue): Promise<Delivery[]> {
  const seen = consumeAll(queue);
  await queue.waitUntilIdle('profile-events', soon());
  return seen;
}

async function statsOf(queue: Queue) {
  const stats = (await queue.stats()).find(({ name }) => name === 'profile-events');
  assert.ok(stats);
  return stats;
}
