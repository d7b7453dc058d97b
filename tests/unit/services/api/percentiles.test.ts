import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentileRank } from '#api/percentiles.ts';

const quantiles = Array.from({ length: 101 }, (_, percent) => percent / 1_000);

test('finds the highest percentile at or below a rate', () => {
  assert.equal(percentileRank(quantiles, 0.05), 50);
  assert.equal(percentileRank(quantiles, 0.0509), 50);
  assert.equal(percentileRank(quantiles, 0.1), 100);
});

test('stays within 0 and 100 outside the distribution', () => {
  assert.equal(percentileRank(quantiles, -1), 0);
  assert.equal(percentileRank(quantiles, 5), 100);
});
