import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAmount, parseCount } from '#scraper/reading/fields/count.ts';

test('reads counts in any notation', () => {
  const written: [unknown, number | null][] = [
    ['12345', 12_345],
    ['12,345', 12_345],
    ['1,234,567', 1_234_567],
    ['1.234.567', 1_234_567],
    ['1.234', 1_234],
    ['12,34,567', 1_234_567],
    ['1_000', 1_000],
    ['1 234 567', 1_234_567],
    ['1\u202f234\u202f567', 1_234_567],
    ["1'234", 1_234],
    ['12.3M', 12_300_000],
    ['12,3M', 12_300_000],
    ['1.234M', 1_234_000],
    ['12,3 Mio', 12_300_000],
    ['1,5 тыс.', 1_500],
    ['1.5 crore', 15_000_000],
    ['1.2万', 12_000],
    ['3.2億', 320_000_000],
    ['５万', 50_000],
    ['1.2k', 1_200],
    ['3 B', 3_000_000_000],
    ['12.3 million', 12_300_000],
    ['1.2M followers', 1_200_000],
    ['12K+', 12_000],
    ['1.2e6', 1_200_000],
    ['١٢٣٬٤٥٦', 123_456],
    ['۱۲۳۴', 1_234],
    ['8300000.000000001', 8_300_000],
    ['+7', 7],
    ['12.0', 12],
    [0, 0],
  ];
  for (const [text, count] of written) assert.equal(parseCount(text), count, JSON.stringify(text));
});

test('words for unknown are unknown', () => {
  const words = [
    '',
    ' ',
    'N/A',
    "N/A'",
    '-',
    '—',
    'NaN',
    '#N/A',
    '#VALOR!',
    'null',
    'None',
    'undefined',
    'hidden',
  ];
  for (const word of [...words, '无', 'неизвестно', null, undefined, Number.NaN]) {
    assert.equal(parseCount(word), null, JSON.stringify(word));
  }
});

test('does not guess at what is no whole, unambiguous number', () => {
  const garbage = [
    'abc',
    '-1',
    '1.5',
    '1,23',
    '0x10',
    '∞',
    '9'.repeat(30),
    '10k-50k',
    '2024-01-01',
    '1..2',
    '12 34',
    '12 parsecs',
  ];
  for (const text of [...garbage, -1, 1.5, 2 ** 53, true, {}, []]) {
    assert.equal(parseCount(text), 'not a count', JSON.stringify(text));
  }
  for (const text of ['<1000', '>1M', 'under 500'])
    assert.equal(parseCount(text), 'only a lower or upper bound', text);
});

test('an average need not be whole', () => {
  assert.equal(parseAmount('348.5'), 348.5);
  assert.equal(parseAmount('12.345,67'), 12_345.67);
  assert.equal(parseAmount('12,345.67'), 12_345.67);
});
