import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BatchHandler, Delivery, Verdict } from '#ports/queue.ts';
import { createQueueMeter } from '#runtime/telemetry/queue-meter.ts';
import { createFakeQueue } from '#tests/support/fakes/fake-queue.ts';

const message = { id: 'a', body: '{}' };

test('counts what was published and acknowledged a second over the last ten seconds', async () => {
  let now = 100_000;
  const meter = createQueueMeter({ publishes: true, consumes: true, clock: () => now });
  let handle: BatchHandler | undefined;
  const queue = meter.wrap({
    ...createFakeQueue(),
    consume(_queue, _options, handler) {
      handle = handler;
      return { close: async () => {} };
    },
  });
  const verdicts: Verdict[] = [{ kind: 'ack' }, { kind: 'retry', reason: 'later' }, { kind: 'ack' }];
  queue.consume('profile-events', { maxItems: 3, maxWaitMs: 1, concurrency: 1 }, async () => verdicts);

  now += 20_000;
  await queue.publish('profile-events', Array(50).fill(message));
  const answered = await handle?.(Array(3).fill({} as Delivery), new AbortController().signal);
  assert.equal(answered, verdicts);
  assert.deepEqual(meter.rates('profile-events'), {
    publishedPerSecond: 5,
    acknowledgedPerSecond: 0.2,
    windowMs: 10_000,
  });
  assert.equal(meter.rates('scrape-jobs').publishedPerSecond, 0);
  now += 11_000;
  assert.equal(meter.rates('profile-events').publishedPerSecond, 0);
});

test('a young process divides by what it has lived', async () => {
  let now = 0;
  const meter = createQueueMeter({ publishes: true, consumes: true, clock: () => now });
  await meter.wrap(createFakeQueue()).publish('profile-events', Array(8).fill(message));
  now = 2_000;
  assert.equal(meter.rates('profile-events').publishedPerSecond, 4);
});

test('counts nothing that the queue did not take', async () => {
  const meter = createQueueMeter({ publishes: true, consumes: true });
  const fake = createFakeQueue();
  fake.beforeConfirm = () => {
    throw new Error('away');
  };
  await assert.rejects(meter.wrap(fake).publish('profile-events', [message]));
  assert.equal(meter.rates('profile-events').publishedPerSecond, 0);
});

test('what a process never does it says nothing of', () => {
  const meter = createQueueMeter({ publishes: false, consumes: true });
  const { publishedPerSecond, acknowledgedPerSecond } = meter.rates('profile-events');
  assert.deepEqual([publishedPerSecond, acknowledgedPerSecond], [null, 0]);
});
