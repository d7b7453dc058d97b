import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { fromCsv, toCsv } from '#contract/lists/csv.ts';
import { exportShortlist, importShortlist } from '#contract/lists/exchange.ts';
import type { SavedCreator } from '#contract/lists/saved-creator.ts';
import { toSavedCreator } from '#contract/lists/saved-creator.ts';

const ada: SavedCreator = {
  id: 'instagram:1',
  name: 'Ada, "the first"',
  handle: '@ada',
  platform: 'instagram',
  followers: 12_000,
  rate: 0.031,
  status: 'contacted',
  note: 'wrote on Monday\nno answer yet',
  savedAt: '2026-01-02T00:00:00.000Z',
};

test('a shortlist comes back from its file as it was', () => {
  const { list, added, changed, skipped } = importShortlist(exportShortlist([ada]), []);
  assert.deepEqual(list, [ada]);
  assert.deepEqual([added, changed, skipped], [1, 0, 0]);
});

test('an import changes what the file has, adds what is new, and erases nothing', () => {
  const ben = { ...ada, id: 'x:2', name: 'Ben' };
  const file = 'ID,Note\ninstagram:1,agreed by phone\ntiktok:3,new one\n,no id\n';
  const { list, added, changed, skipped } = importShortlist(file, [ada, ben]);
  assert.deepEqual(list[0], { ...ada, note: 'agreed by phone' });
  assert.deepEqual(list[1], ben);
  assert.equal(list[2]?.id, 'tiktok:3');
  assert.deepEqual([added, changed, skipped], [1, 1, 1]);
});

test('no cell can be a formula, also in another CSV parser', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '|calc', '%0A']) {
    const [[cell = '']] = parse(toCsv([[text]])) as [[string]];
    assert.match(cell, /^'/, JSON.stringify(text));
    assert.deepEqual(fromCsv(toCsv([[text]])), [[text]]);
  }
});

test('every text survives a file', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { minLength: 1, maxLength: 4 }),
      (row) => {
        fc.pre(row.some((cell) => cell !== '') && !row[0]?.startsWith('\uFEFF'));
        const isPlain = row.every((cell) => !/^'\s*[=+\-@|%]/.test(cell));
        fc.pre(isPlain);
        assert.deepEqual(fromCsv(toCsv([row])), [row]);
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});

test('reads any text without an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.ok(Array.isArray(importShortlist(text, [ada]).list));
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('data stored in the browser is never trusted', () => {
  assert.equal(toSavedCreator({ id: '' }), undefined);
  assert.equal(toSavedCreator({ id: 7 }), undefined);
  const read = toSavedCreator({ id: 'a', followers: 'many', status: 'evil', note: {} });
  assert.deepEqual([read?.followers, read?.status, read?.note], [null, 'new', '']);
});
