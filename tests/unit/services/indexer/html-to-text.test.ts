import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { htmlToText } from '#indexer/document/html-to-text.ts';

describe('htmlToText', () => {
  const cases: [html: string, text: string][] = [
    ['plain  text\n\n\nas it is', 'plain  text\n\n\nas it is'],
    ['<p>Hello<br>world</p><p>Second</p>', 'Hello\nworld\nSecond'],
    [
      '<p>See <a href="https://example.com"><span class="invisible">https://</span><span>example.com</span></a></p>',
      'See https://example.com',
    ],
    ['Tom &amp; Jerry &#39;n&#x27; co &lt;3', "Tom & Jerry 'n' co <3"],
    ['I <3 cats, a < b > c, AT&T, R&D, &copy2020', 'I <3 cats, a < b > c, AT&T, R&D, &copy2020'],
    ['<ul><li>one</li><li>two</li></ul>', 'one\ntwo'],
    ['a<script>alert(1)</script>b<!-- c -->d', 'abd'],
    ['<b>bold</b> <I>move</I>', 'bold move'],
    ['&lt;b&gt;not a tag&lt;/b&gt;', '<b>not a tag</b>'],
    ['<p', '<p'],
  ];
  for (const [html, text] of cases) it(`reads ${html}`, () => assert.equal(htmlToText(html), text));
});
