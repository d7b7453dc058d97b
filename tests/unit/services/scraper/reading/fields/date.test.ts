import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOrderOf, isAhead, parseDate } from '#scraper/reading/fields/date.ts';

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2022, 0, 28, 12);

test('reads ISO 8601 and epoch times, in UTC unless told otherwise', () => {
  const written = [
    '2022-01-28T12:00:00.000Z',
    '2022-01-28T12:00:00',
    '2022-01-28 12:00',
    '2022-01-28T14:00+02:00',
    '2022-01-28T14:00:00+0200',
    '2022-01-28 12:00:00.000000+00:00',
    '2022-01-28 12:00:00 UTC',
    'Fri Jan 28 12:00:00 +0000 2022',
    '28 January 2022 12:00',
    'Jan 28, 2022, 12:00 PM',
    NOON / 1_000,
    NOON,
    NOON * 1_000,
    String(NOON / 1_000),
  ];
  for (const text of written) assert.equal(parseDate(text), NOON, String(text));
});

test('reads days as people and spreadsheets write them', () => {
  const day = Date.UTC(2024, 2, 1);
  const written = [
    '2024-03-01',
    '2024/03/01',
    '2024.3.1',
    '20240301',
    45_352,
    '45352',
    '01.03.2024',
    '1 March 2024',
    'March 1st, 2024',
  ];
  for (const text of [...written, '1 de marzo de 2024', '1. März 2024', '1 mars 2024', '2024年3月1日']) {
    assert.equal(parseDate(text), day, String(text));
  }
  assert.equal(parseDate(45_352.5), day + DAY_MS / 2);
});

test('does not guess at other dates; a year alone is none', () => {
  const garbage = [
    'yesterday',
    '2022-13-01',
    '2022-02-30',
    '2022-01-28T25:00',
    '2024',
    2024,
    0,
    100,
    -5,
    1e20,
    '12:30',
    {},
    true,
  ];
  for (const text of garbage) assert.equal(parseDate(text), 'not a date', String(text));
  for (const text of ['', 'n/a', null, undefined]) assert.equal(parseDate(text), null);
});

test('takes the order of day and month from the file only', () => {
  assert.equal(parseDate('01/03/2024'), 'day and month could be either');
  assert.equal(parseDate('01/03/2024', 'day-first'), Date.UTC(2024, 2, 1));
  assert.equal(parseDate('01/03/2024', 'month-first'), Date.UTC(2024, 0, 3));
  assert.equal(parseDate('03/03/2024'), Date.UTC(2024, 2, 3));
  assert.equal(parseDate('28/01/2022'), Date.UTC(2022, 0, 28));
  assert.equal(dayOrderOf(['01/03/2024', '28/01/2022 10:00']), 'day-first');
  assert.equal(dayOrderOf(['01/03/2024', '01/28/2022']), 'month-first');
  assert.equal(dayOrderOf(['01/03/2024', '2022-28-01', 3]), null);
  assert.equal(dayOrderOf(['28/01/2022', '01/28/2022']), null);
});

test('a date may be a day ahead, not more', () => {
  assert.equal(isAhead(NOON + DAY_MS, NOON), false);
  assert.equal(isAhead(NOON + DAY_MS + 1, NOON), true);
});
