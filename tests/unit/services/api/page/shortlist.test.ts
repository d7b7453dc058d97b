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

function cellsOf(text: string): string[][] {
  return fromCsv(text).map(({ cells }) => cells);
}

test('a shortlist comes back from its file as it was', () => {
  const { list, added, changed, problems } = importShortlist(exportShortlist([ada]), []);
  assert.deepEqual(list, [ada]);
  assert.deepEqual([added, changed, problems], [1, 0, []]);
});

test('an import changes what the file has, adds what is new, and erases nothing', () => {
  const ben = { ...ada, id: 'x:2', name: 'Ben' };
  const file = 'ID,Note\ninstagram:1,agreed by phone\ntiktok:3,new one\n,no id\n';
  const { list, added, changed, problems } = importShortlist(file, [ada, ben]);
  assert.deepEqual(list[0], { ...ada, note: 'agreed by phone' });
  assert.deepEqual(list[1], ben);
  assert.equal(list[2]?.id, 'tiktok:3');
  assert.deepEqual([added, changed], [1, 1]);
  assert.deepEqual(problems, [{ line: 4, field: 'id', value: '' }]);
});

test('a row with a damaged id or an unknown status is left out, with its line', () => {
  const file = [
    'id,note,status',
    'instagram:2,"two\nlines",Contacted',
    'instagram,half an id,new',
    'myspace:5,no such platform,new',
    'instagram:@,no handle,new',
    'https://x.com/a,an address,new',
    'instagram:3,a typo,contactd',
    'instagram:4,,in talks',
    'instagram:1,no status,',
  ].join('\n');
  const { list, problems } = importShortlist(file, [ada]);
  assert.deepEqual(
    list.map(({ id, status }) => [id, status]),
    [
      ['instagram:1', 'contacted'],
      ['instagram:2', 'contacted'],
      ['instagram:4', 'in_talks'],
    ],
  );
  assert.deepEqual(
    problems.map(({ line, field, value }) => [line, field, value]),
    [
      [4, 'id', 'instagram'],
      [5, 'id', 'myspace:5'],
      [6, 'id', 'instagram:@'],
      [7, 'id', 'https://x.com/a'],
      [8, 'status', 'contactd'],
    ],
  );
});

test('no cell can be a formula, also in another CSV parser', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '|calc', '%0A']) {
    const [[cell = '']] = parse(toCsv([[text]])) as [[string]];
    assert.match(cell, /^'/, JSON.stringify(text));
    assert.deepEqual(cellsOf(toCsv([[text]])), [[text]]);
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
        assert.deepEqual(cellsOf(toCsv([row])), [row]);
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
