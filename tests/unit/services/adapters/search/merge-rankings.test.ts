import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeByMeaning } from '#adapters/search/meaning/merge-rankings.ts';
import { wordsDecide } from '#adapters/search/meaning/words-decide.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import { mergeRankings } from '#lib/merge-rankings.ts';

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

test('where the words decide, results by meaning follow all results by words', () => {
  const order = (decided: boolean) =>
    [...mergeByMeaning(['a', 'b', 'c'], ['d', 'c'], decided)].sort(([, a], [, b]) => b - a).map(([id]) => id);
  assert.deepEqual(order(true), ['a', 'b', 'c', 'd']);
  assert.deepEqual(order(false), ['c', 'a', 'd', 'b']);
});

test('one word that ten profiles hold decides; several words, a rare word and a close spelling do not', () => {
  const decides = (text: string, total: number, areExact = true) =>
    wordsDecide(parseQuery(text).tree, { areExact, total });
  assert.equal(decides('sourdough', 10), true);
  assert.equal(decides('sourdough followers:<50k', 10), true);
  assert.equal(decides('sourdough', 9), false);
  assert.equal(decides('sourdough', 10, false), false);
  assert.equal(decides('sourdough bakers', 10), false);
  assert.equal(decides('followers:<50k', 10), false);
});
