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

test('shows what a browser would show of HTML, and leaves other text alone', () => {
  assert.equal(
    toText(
      '<p>Maps &amp; data <a href="https://a.test/tags/osm" class="mention">#<span>osm</span></a></p><p>x</p>',
      100,
    ),
    'Maps & data #osm\nx',
  );
  assert.equal(toText('<script>alert(1)</script>a<br>b', 100), 'a\nb');
  for (const text of ['I <3 you', 'a < b > c', 'R&D', 'x?a=1&copy=2']) assert.equal(toText(text, 100), text);
});

test('words for unknown are no text', () => {
  for (const word of ['nan', 'NaN', 'N/A', 'null', 'None', '#N/A', '-', 'undefined'])
    assert.equal(toLine(word, 100), null, word);
});
