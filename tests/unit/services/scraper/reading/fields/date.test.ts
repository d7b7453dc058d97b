import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDate, readFetchedAt } from '#scraper/reading/fields/date.ts';

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2022, 0, 28, 12);

test('reads ISO 8601, epoch seconds and epoch milliseconds, in UTC unless told otherwise', () => {
  const written = [
    '2022-01-28T12:00:00.000Z',
    '2022-01-28T12:00:00',
    '2022-01-28 12:00',
    '2022-01-28T14:00+02:00',
    '2022-01-28T14:00:00+0200',
    NOON / 1_000,
    NOON,
    String(NOON / 1_000),
  ];
  for (const text of written) assert.equal(parseDate(text), NOON, String(text));
  assert.equal(parseDate('2022-01-28'), NOON - DAY_MS / 2);
});

test('does not guess at other dates', () => {
  for (const text of ['yesterday', '28/01/2022', '2022-13-01', '2022-01-28T25:00', -5, 1e20, {}, true]) {
    assert.equal(parseDate(text), undefined, String(text));
  }
  assert.equal(parseDate(''), null);
});

test('takes the row’s own date, else the one given, and refuses none and the future', () => {
  const context = { asOf: 5_000, now: NOON };
  assert.equal(readFetchedAt('2020-01-01', context), Date.UTC(2020, 0, 1));
  assert.equal(readFetchedAt('', context), 5_000);
  assert.throws(() => readFetchedAt('', { asOf: null, now: NOON }), /no date: add --as-of/);
  assert.throws(() => readFetchedAt('soon', context), /"soon" is not a date/);
  assert.equal(readFetchedAt(NOON + DAY_MS, context), NOON + DAY_MS);
  assert.throws(() => readFetchedAt(NOON + DAY_MS + 1, context), /in the future/);
});
