import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs, pollDelayMs, spreadMs } from '#lib/async/backoff.ts';

test('grows the delay up to its bound and never to nothing', () => {
  const bounds = { baseMs: 100, maxMs: 1_000 };
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((attempt) => backoffMs(attempt, bounds, () => 1)),
    [100, 200, 400, 800, 1_000],
  );
  assert.equal(
    backoffMs(3, bounds, () => 0),
    40,
  );
});

test('spreads the delay of a poll evenly about the growing ceiling', () => {
  const bounds = { baseMs: 100, maxMs: 1_000 };
  assert.deepEqual(
    [1, 4, 5].map((attempt) => pollDelayMs(attempt, bounds, () => 0.5)),
    [100, 800, 1_000],
  );
  assert.deepEqual([spreadMs(100, () => 0), spreadMs(100, () => 1)], [75, 125]);
});
