import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAmount, parseRange, parseWhole } from '#contract/query/parse-range.ts';

test('reads both sides of a range with their suffixes', () => {
  assert.deepEqual(parseRange('10k..1M'), { range: { min: 10_000, max: 1_000_000 } });
  assert.deepEqual(parseRange('1.5k..2_000'), { range: { min: 1_500, max: 2_000 } });
});

test('leaves an absent side open', () => {
  assert.deepEqual(parseRange('3..'), { range: { min: 3 } });
  assert.deepEqual(parseRange('..0.5'), { range: { max: 0.5 } });
});

test('takes a single number as that or more, and a sign as what it says', () => {
  for (const [text, range] of [
    ['500', { min: 500 }],
    ['10k+', { min: 10_000 }],
    ['=500', { min: 500, max: 500 }],
    ['>3', { above: 3 }],
    ['>=3', { min: 3 }],
    ['<3', { below: 3 }],
    ['<= 3', { max: 3 }],
    ['10-20k', { min: 10, max: 20_000 }],
  ] as const)
    assert.deepEqual(parseRange(text), { range }, text);
});

test('suggests a range that can be read in place of one that cannot', () => {
  for (const [text, suggestion] of [
    ['5k..1k', '1k..5k'],
    ['..', null],
    ['', null],
    ['many..', null],
    ['1..2..3', '1..2'],
    ['from 20k to 10k', '10k..20k'],
    ['under 5k', '..5k'],
    ['about 5k', '5k..'],
    ['1..-5', null],
    ['-5', null],
    ['1e5', null],
    ['10тыс', null],
    ['1.2.3', null],
    ['2,5', '2.5..'],
    ['>10k<100k', '10k..100k'],
    ['10k,50k', '10k..50k'],
  ] as const) {
    const parsed = parseRange(text);
    assert.ok('fault' in parsed, text);
    assert.equal(parsed.suggestion, suggestion, text);
    if (suggestion !== null) assert.ok('range' in parseRange(suggestion), suggestion);
  }
});

test('multiplies by the suffix without binary dust', () => {
  assert.equal(parseAmount('12.3M'), 12_300_000);
  assert.equal(parseAmount('1.1k'), 1_100);
  assert.equal(parseAmount('0.07k'), 70);
  assert.equal(parseAmount('12,345'), 12_345);
  assert.equal(parseAmount('1e5'), undefined);
});

test('separates thousands only in groups of three digits', () => {
  for (const text of ['1,234,567', '1 234 567', '1_234_567'])
    assert.equal(parseAmount(text), 1_234_567, text);
  for (const text of ['2,5', '1,23', '12,34,567', '1 2', '1,'])
    assert.equal(parseAmount(text), undefined, text);
  assert.equal(parseAmount('1.500'), 1.5);
  assert.equal(parseWhole('1.500'), 1_500);
  assert.equal(parseWhole('1.5k'), 1_500);
  assert.equal(parseWhole('1.500.000'), 1_500_000);
});
