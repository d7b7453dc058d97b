import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Profile } from '#domain/profile.ts';
import { parsePage } from '#tests/support/page/parse-page.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title><script>alert(1)</script>',
  '<!--<script>',
  ']]><svg onload=alert(1)>',
  '\u202egnp.exe',
  '&lt;script&gt;',
  '\u0000<b>',
];
const ADDRESSES = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,x',
  ' https://a.test/"onclick="x',
  'http://a.test/<b>',
];

function hostileProfile(text: string, at: number): Profile {
  return {
    ...searchableProfile(at),
    id: `instagram:${text}${at}`,
    username: text,
    display_name: `tech ${text}`,
    bio: `tech ${text}`,
    category: text,
    category_guess: { category: text, words: [text] },
    country: text,
    language: text,
    topics: [text],
    topic_evidence: [{ topic: text, words: [text], posts: null }],
    url: ADDRESSES[at % ADDRESSES.length] ?? null,
    avatar_url: at % 2 === 0 ? `https://a.test/${text}` : `/avatars/initials/${text}-1.svg`,
    source: text.slice(0, 60),
  };
}

test('outside text stays text on every page', async () => {
  const profiles = HOSTILE.map(hostileProfile);
  await using api = await startPublicApi(profiles);
  const own = encodeURIComponent(HOSTILE.join(' '));
  const paths = [
    '/',
    '/?q=tech',
    `/?q=${own}`,
    `/results?q=tech&category=${encodeURIComponent(HOSTILE[1] ?? '')}&followers_from=${own}`,
    ...profiles.map(({ id }) => `/creators/${encodeURIComponent(id)}`),
    `/compare?${new URLSearchParams([...profiles.slice(0, 5).map(({ id }) => ['id', id]), ['id', HOSTILE.join('')]])}`,
    '/shortlist',
    `/creators/${own}`,
    `/theme/${own}`,
  ];
  for (const path of paths) {
    const answer = await fetch(`${api.url}${path}`, { headers: { accept: 'text/html' } });
    const { elements, all } = parsePage(await answer.text());
    assert.ok(elements.length > 3, path);
    assert.ok(
      all('script').every(({ attributes, text }) => attributes.src?.startsWith('/assets/') && text === ''),
      path,
    );
    for (const { name, attributes } of elements) {
      assert.ok(!Object.keys(attributes).some((key) => /^on/i.test(key)), `${path}: ${name}`);
      assert.ok(!['b', 'iframe', 'object', 'embed', 'base'].includes(name) || name === 'b', path);
      const { href = '', src = '/' } = attributes;
      assert.doesNotMatch(href, /^\s*(?:javascript|data|vbscript):/i, path);
      assert.match(src, /^\/(?!\/)/, path);
      if (/^https?:/.test(href)) assert.equal(attributes.rel, 'noopener noreferrer nofollow ugc', path);
    }
  }
});
