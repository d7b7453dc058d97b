import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeRankings } from '#adapters/search/meaning/merge-rankings.ts';

test('scores the sum of 1 / (60 + rank), as the paper defines it', () => {
  const scores = mergeRankings([
    ['a', 'b', 'c'],
    ['c', 'd'],
  ]);
  assert.deepEqual(Object.fromEntries(scores), {
    a: 1 / 61,
    b: 1 / 62,
    c: 1 / 63 + 1 / 61,
    d: 1 / 62,
  });
});
