import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBoolean, toLine, toText, toUrl, truncate } from '#scraper/reading/fields/text.ts';

test('cuts by code points, never through a character', () => {
  assert.equal(truncate('a👍b', 2), 'a👍');
  assert.equal(toText('👍'.repeat(6_000), 5_000), '👍'.repeat(5_000));
});

test('takes out control characters and unpaired surrogates, keeps the lines', () => {
  assert.equal(toText(' a\u0000b\r\nc\ud83d\u0007 ', 100), 'ab\nc\ufffd');
  assert.equal(toLine('a \n\t b', 100), 'a b');
  assert.equal(toText(' \n ', 100), null);
  assert.equal(toText({}, 100), null);
});

test('takes addresses of the web only', () => {
  assert.equal(toUrl('https://example.test/a', 100), 'https://example.test/a');
  for (const text of [
    'javascript:alert(1)',
    '/relative',
    'https://',
    'data:text/html,x',
    `https://a.test/${'x'.repeat(99)}`,
  ]) {
    assert.equal(toUrl(text, 100), null, text);
  }
});

test('reads yes and no', () => {
  assert.deepEqual([true, 'TRUE', 'yes', '1', 1].map(toBoolean), [true, true, true, true, true]);
  assert.deepEqual([false, 'no', 0, '', 'maybe'].map(toBoolean), [false, false, false, null, null]);
});
