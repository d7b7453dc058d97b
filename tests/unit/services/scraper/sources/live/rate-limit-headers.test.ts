import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readRateLimit } from '#scraper/sources/live/http/rate-limit-headers.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const date = new Date(NOW).toUTCString();
const NONE = { remaining: null, limit: null, resetMs: null, retryAfterMs: null };

it('reads a reset in Unix seconds, in seconds to wait, and as a date', () => {
  const counts = { remaining: 7, limit: 3_000, retryAfterMs: null };
  const reset = (headers: Record<string, string>) => readRateLimit({ date, ...headers }, 0);
  assert.deepEqual(
    reset({
      'ratelimit-limit': '3000',
      'ratelimit-remaining': '7',
      'ratelimit-reset': `${NOW / 1_000 + 60}`,
    }),
    { ...counts, resetMs: 61_000 },
  );
  assert.deepEqual(
    reset({ 'ratelimit-limit': '3000;w=300', 'ratelimit-remaining': '7', 'ratelimit-reset': '60' }),
    { ...counts, resetMs: 61_000 },
  );
  assert.deepEqual(
    reset({
      'x-ratelimit-limit': '3000',
      'x-ratelimit-remaining': '7',
      'x-ratelimit-reset': new Date(NOW + 60_000).toISOString(),
    }),
    { ...counts, resetMs: 61_000 },
  );
});

it('compares with the server’s clock, not with this one', () => {
  const headers = { date, 'ratelimit-reset': `${NOW / 1_000 + 60}` };
  assert.equal(readRateLimit(headers, NOW + 3_600_000).resetMs, 61_000);
});

it('reads Retry-After in seconds and as a date', () => {
  assert.equal(readRateLimit({ date, 'retry-after': '4' }, 0).retryAfterMs, 4_000);
  const later = new Date(NOW + 9_000).toUTCString();
  assert.equal(readRateLimit({ date, 'retry-after': later }, 0).retryAfterMs, 9_000);
});

it('takes headers that cannot be read for absent, and no wait for longer than a day', () => {
  assert.deepEqual(readRateLimit({}, NOW), NONE);
  assert.deepEqual(readRateLimit({ 'ratelimit-remaining': 'many', 'ratelimit-reset': 'soon' }, NOW), NONE);
  assert.equal(readRateLimit({ 'ratelimit-reset': '99999999999' }, NOW).resetMs, 24 * 3_600_000);
});
