import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNativeId, readPlatform, readProfileId, readUsername } from '#scraper/reading/fields/identity.ts';

test('a handle loses its @ and may hold any letters', () => {
  assert.equal(readUsername(' @@Ada.L '), 'Ada.L');
  assert.equal(readUsername('日本'), '日本');
  assert.equal(readUsername(433), '433');
});

test('refuses handles that are none', () => {
  for (const value of [undefined, null, '', ' ', '@'])
    assert.throws(() => readUsername(value), /no username/);
  for (const value of ['a b', 'a\tb', 'a\u200bb', 'a\u0000'])
    assert.throws(() => readUsername(value), /white space/);
  assert.throws(() => readUsername('a'.repeat(257)), /longer than 256/);
  assert.throws(() => readUsername({}), /not a text/);
});

test('refuses an id whose digits JSON has lost', () => {
  assert.equal(readNativeId('id', 123), '123');
  assert.throws(() => readNativeId('id', 2 ** 60), /write it as text/);
  assert.throws(() => readNativeId('id', '@ada'), /a handle, not an id/);
});

test('reads the ids that the product prints', () => {
  assert.deepEqual(readProfileId('x:42'), { platform: 'x', nativeId: '42' });
  assert.deepEqual(readProfileId('x:@ada'), { platform: 'x', nativeId: null });
  assert.deepEqual(readProfileId('did:plc:abc'), { platform: null, nativeId: 'did:plc:abc' });
  assert.deepEqual(readProfileId(undefined), { platform: null, nativeId: null });
});

test('knows platforms in any case, and by an old name', () => {
  assert.equal(readPlatform('YouTube '), 'youtube');
  assert.equal(readPlatform('Twitter'), 'x');
  assert.equal(readPlatform(''), null);
  assert.throws(() => readPlatform('myspace'), /"myspace" is not one that is known/);
});
