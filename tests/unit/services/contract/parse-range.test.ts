import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAmount, parseRange } from '#contract/query/parse-range.ts';

test('reads both sides of a range with their suffixes', () => {
  assert.deepEqual(parseRange('10k..1M'), { range: { min: 10_000, max: 1_000_000 } });
  assert.deepEqual(parseRange('1.5k..2_000'), { range: { min: 1_500, max: 2_000 } });
});

test('leaves an absent side open', () => {
  assert.deepEqual(parseRange('3..'), { range: { min: 3 } });
  assert.deepEqual(parseRange('..0.5'), { range: { max: 0.5 } });
});

test('takes a single number as a range of one value', () => {
  assert.deepEqual(parseRange('500'), { range: { min: 500, max: 500 } });
});

test('says what is wrong with a range', () => {
  for (const [text, word] of [
    ['5k..1k', '1k..5k'],
    ['..', 'not a range'],
    ['', 'not a range'],
    ['1..2..3', 'not a range'],
    ['many..', 'not a number'],
    ['1..-5', 'not a number'],
  ] as const) {
    const parsed = parseRange(text);
    assert.ok('fault' in parsed && parsed.fault.includes(word), `${text}: ${JSON.stringify(parsed)}`);
  }
});

test('multiplies by the suffix without binary dust', () => {
  assert.equal(parseAmount('12.3M'), 12_300_000);
  assert.equal(parseAmount('1.1k'), 1_100);
  assert.equal(parseAmount('0.07k'), 70);
  assert.equal(parseAmount('12,345'), 12_345);
  assert.equal(parseAmount('1e5'), undefined);
});
