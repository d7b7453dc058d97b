import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exceedsBytes } from '#scraper/exceeds-bytes.ts';

test('counts bytes, not characters', () => {
  for (const text of ['', 'plain', 'é'.repeat(10), '日'.repeat(10), '📍'.repeat(10)]) {
    const bytes = Buffer.byteLength(text);
    assert.equal(exceedsBytes(text, bytes), false);
    assert.equal(exceedsBytes(text, bytes - 1), true);
  }
});
