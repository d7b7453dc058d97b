import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileToKey, keyToFile } from '#adapters/objects/filesystem/object-key.ts';

describe('object file names', () => {
  for (const key of ['a', 'avatars/UCxY-_.9/Z.png', 'a/b/c', '-.a']) {
    test(`lead back to the key ${key}`, () => {
      const name = keyToFile(key);
      assert.doesNotMatch(name, /[A-Z/]/);
      assert.equal(fileToKey(name), key);
    });
  }

  test('names of other files are no keys', () => {
    for (const name of ['.DS_Store~', 'a b', '+a', '=A']) assert.equal(fileToKey(name), undefined);
  });
});
