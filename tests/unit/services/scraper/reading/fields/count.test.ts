import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCount, readCount, readPostCount } from '#scraper/reading/fields/count.ts';

test('reads counts as people write them', () => {
  const written: [unknown, number | null][] = [
    ['12345', 12_345],
    ['12,345', 12_345],
    ['1,234,567', 1_234_567],
    ['12,34,567', 1_234_567],
    ['1_000', 1_000],
    ['1 234 567', 1_234_567],
    ["1'234", 1_234],
    ['12.3M', 12_300_000],
    ['1.2k', 1_200],
    ['3 B', 3_000_000_000],
    ['409.8M', 409_800_000],
    ['+7', 7],
    ['12.0', 12],
    [0, 0],
    ['', null],
    [' ', null],
    ['N/A', null],
    ['-', null],
    [null, null],
    [undefined, null],
  ];
  for (const [text, count] of written) assert.equal(parseCount(text), count, JSON.stringify(text));
});

test('does not guess at what is no whole, unambiguous number', () => {
  const garbage = [
    'abc',
    '-1',
    '1.5',
    '1.234,5',
    '1,23',
    '12,3M',
    '#VALOR!',
    '1e9',
    '0x10',
    '∞',
    '9'.repeat(30),
  ];
  for (const text of [...garbage, -1, 1.5, Number.NaN, 2 ** 53, true, {}, []]) {
    assert.equal(parseCount(text), undefined, JSON.stringify(text));
  }
});

test('an unreadable count of a profile is refused with its field, that of a post is unknown', () => {
  assert.throws(() => readCount('followers', 'lots'), {
    name: 'RowError',
    message: 'followers: "lots" is not a count',
  });
  assert.equal(readPostCount(-1), null);
  assert.equal(readPostCount('lots'), null);
  assert.equal(readPostCount('12'), 12);
});
