import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRetryLadder } from '#adapters/queue/rabbitmq/consume/retry-ladder.ts';

const options = { retryBaseMs: 500, retryMaxMs: 60_000 };

test('grows from half the base to the longest delay', () => {
  const { delays } = createRetryLadder(options);
  assert.deepEqual(delays, [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
});

test('reaches the longest delay that can be asked for, whatever the retries need', () => {
  const { delays } = createRetryLadder({ retryBaseMs: 10, retryMaxMs: 40 });
  assert.deepEqual(delays.slice(0, 5), [5, 10, 20, 40, 160]);
  assert.equal(delays.at(-1), 60_000);
});

test('spreads those that failed together over two neighbours', () => {
  const early = createRetryLadder(options, () => 0.9);
  const late = createRetryLadder(options, () => 0.1);
  assert.deepEqual(
    [1, 2, 4, 100].map((retries) => early.pick(retries).delayMs),
    [250, 500, 2_000, 32_000],
  );
  assert.deepEqual(
    [1, 2, 4, 100].map((retries) => late.pick(retries).delayMs),
    [500, 1_000, 4_000, 60_000],
  );
});

test('keeps a delay that was asked for in the next longer queue, up to the longest', () => {
  const ladder = createRetryLadder(options, () => 0.9);
  assert.deepEqual(ladder.pick(1, 100), { delayMs: 250 });
  assert.deepEqual(ladder.pick(1, 5_000), { delayMs: 8_000, expirationMs: 5_000 });
  assert.deepEqual(ladder.pick(1, 8_000), { delayMs: 8_000 });
  assert.deepEqual(ladder.pick(1, 999_999), { delayMs: 60_000 });
});
