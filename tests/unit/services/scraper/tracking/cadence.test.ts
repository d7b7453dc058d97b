import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextDue } from '#scraper/tracking/cadence.ts';

const NOW = Date.UTC(2026, 5, 1);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const due = (
  { source = 'bluesky', followers = 20_000 as number | null, lastPost = NOW as number | null } = {},
  refresh: Parameters<typeof nextDue>[2] = true,
) => {
  const at = nextDue({ source, id: 'a', followers, last_post_at: lastPost }, NOW, refresh);
  return at === null ? null : at - NOW;
};
/** At most this, and at most a tenth earlier. */
const isAbout = (actual: number | null, expected: number) =>
  assert.ok(actual !== null && actual <= expected && actual >= 0.9 * expected, `${actual}, ${expected}`);

for (const [followers, expected] of [
  [null, 14 * DAY],
  [999, 14 * DAY],
  [1_000, 7 * DAY],
  [10_000, 3 * DAY],
  [100_000, DAY],
  [500_000, 12 * HOUR],
  [1_000_000, 6 * HOUR],
] as const) {
  test(`an active account with ${followers} followers is due after ${expected / HOUR} hours`, () => {
    isAbout(due({ followers }), expected);
  });
}

test('an account that posts less often is due later, and every account within 30 days', () => {
  isAbout(due({ lastPost: NOW - 20 * DAY }), 6 * DAY);
  isAbout(due({ lastPost: NOW - 60 * DAY }), 12 * DAY);
  isAbout(due({ followers: 5_000, lastPost: null }), 28 * DAY);
  isAbout(due({ followers: 10, lastPost: null }), 30 * DAY);
});

test('the operator sets the cadence of a tier, or turns refreshes off', () => {
  isAbout(due({ lastPost: NOW - 60 * DAY }, { micro: '2h' }), 2 * HOUR);
  isAbout(due({ followers: 200_000 }, { micro: '2h' }), DAY);
  assert.equal(due({}, false), null);
});

test('data with a retention period is read again before its end', () => {
  isAbout(due({ source: 'youtube', followers: 10, lastPost: null }), 27 * DAY);
});
