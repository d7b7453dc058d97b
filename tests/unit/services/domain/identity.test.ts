import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handleId, normalizeHandle, profileId } from '#domain/identity.ts';
import { tierOf } from '#domain/tier.ts';

test('compares handles without @, space and case', () => {
  assert.equal(normalizeHandle(' @@Ada.L '), 'ada.l');
  assert.equal(handleId('x', '@Ada'), 'x:@ada');
});

test('prefers the native id, falls back to the handle, refuses neither', () => {
  assert.equal(profileId({ platform: 'x', native_id: '7', username: 'Ada' }), 'x:7');
  assert.equal(profileId({ platform: 'x', native_id: null, username: 'Ada' }), 'x:@ada');
  for (const username of [null, '', ' ', '@'])
    assert.throws(() => profileId({ platform: 'x', native_id: null, username }), TypeError);
  assert.throws(() => profileId({ platform: 'x', native_id: '', username: 'Ada' }), TypeError);
});

test('classes audiences by their lower bounds', () => {
  const tiers = [null, 999, 1_000, 9_999, 10_000, 100_000, 500_000, 1_000_000].map(tierOf);
  assert.deepEqual(tiers, [null, null, 'nano', 'nano', 'micro', 'mid', 'macro', 'mega']);
});
