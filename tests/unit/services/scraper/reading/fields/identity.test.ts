import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPrintedId, readSourceId } from '#scraper/reading/fields/identity.ts';

test('does not take an id whose digits JSON has lost, or that is none', () => {
  assert.equal(readSourceId(123), '123');
  assert.equal(readSourceId(' did:plc:abc '), 'did:plc:abc');
  for (const value of [2 ** 60, '@ada', 'a b', '', '0', null, undefined, {}, 'x'.repeat(257)]) {
    assert.equal(readSourceId(value), null, String(value));
  }
});

test('reads the ids that the product prints', () => {
  assert.deepEqual(readPrintedId('x:42'), { platform: 'x', nativeId: '42' });
  assert.deepEqual(readPrintedId('x:@ada'), { platform: 'x', nativeId: null });
  for (const value of ['did:plc:abc', '42', undefined, 'myspace:1']) assert.equal(readPrintedId(value), null);
});
