import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extractHashtags, normalizeHashtag } from '#domain/hashtags.ts';

test('finds hashtags of every script, lower case and composed', () => {
  assert.deepEqual(extractHashtags('#Straße #日本語 #TeknolojideKadın #हिन्दी'), [
    'straße',
    '日本語',
    'teknolojidekadın',
    'हिन्दी',
  ]);
  assert.deepEqual(extractHashtags('#cafe\u0301'), ['caf\u00e9']);
});

test('takes glued hashtags apart and keeps the order of appearance', () => {
  assert.deepEqual(extractHashtags('go #b#a, #B ＃c'), ['b', 'a', 'c']);
});

test('does not take numbers, entities, fragments or parts of words for hashtags', () => {
  assert.deepEqual(extractHashtags('#1 it&#39;s https://x.test/#top C# a#b #'), []);
});

test('stops at thirty', () => {
  const text = Array.from({ length: 50 }, (_, index) => `#t${index}`).join(' ');
  assert.equal(extractHashtags(text).length, 30);
});

test('a hashtag of more than a hundred characters is none', () => {
  assert.equal(normalizeHashtag(`#${'a'.repeat(101)}`), null);
  assert.equal(normalizeHashtag(' #Ok '), 'ok');
});
