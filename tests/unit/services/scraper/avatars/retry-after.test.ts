import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRetryAfter } from '#scraper/fetch/retry-after.ts';

test('reads seconds and dates, and nothing else', () => {
  const now = Date.UTC(2026, 0, 1);
  assert.equal(parseRetryAfter('120', now), 120_000);
  assert.equal(parseRetryAfter(' 0 ', now), 0);
  assert.equal(parseRetryAfter('Thu, 01 Jan 2026 00:00:30 GMT', now), 30_000);
  assert.equal(parseRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now), 0);
  for (const text of [undefined, '', 'soon', '-5x', '99999999999999999999']) {
    assert.equal(parseRetryAfter(text, now), null, text);
  }
});
