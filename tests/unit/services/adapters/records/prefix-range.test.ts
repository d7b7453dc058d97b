import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { prefixEnd } from '#adapters/records/prefix-range.ts';

describe('prefixEnd', () => {
  test('is the prefix with its last character raised', () => {
    assert.equal(prefixEnd('profile:'), 'profile;');
    assert.equal(prefixEnd('é'), 'ê');
  });

  test('skips the surrogates', () => {
    assert.equal(prefixEnd('a\ud7ff'), 'a\ue000');
  });

  test('drops last code points', () => {
    assert.equal(prefixEnd('a\u{10ffff}\u{10ffff}'), 'b');
  });

  test('is null where nothing comes after', () => {
    assert.equal(prefixEnd(''), null);
    assert.equal(prefixEnd('\u{10ffff}'), null);
  });
});
