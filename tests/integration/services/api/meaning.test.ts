import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import type { TextEncoderOpening } from '#ports/text-encoder.ts';
import { eventually } from '#tests/support/eventually.ts';
import { createHashedEncoder } from '#tests/support/meaning/hashed-encoder.ts';
import { parsePage } from '#tests/support/page/parse-page.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

const PROFILES = ['vegan baker', 'vegan pastry', 'chess'].map((bio, at) => ({
  ...searchableProfile(at),
  category: null,
  bio,
}));
const QUESTION = new URLSearchParams({ q: 'vegan baker in english over 10k followers', plain: 'true' });

const open = async (opening: TextEncoderOpening) => {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-meaning-'));
  const index = createEmbeddedSearchIndex({ path: join(folder, 'search'), encoder: async () => opening });
  await index.upsert(PROFILES.map((profile) => ({ profile, version: 1 })));
  const api = await startPublicApi([], { index });
  after(async () => {
    await api[Symbol.asyncDispose]();
    await index.close();
    await rm(folder, { recursive: true });
  });
  const search = async (query: URLSearchParams) =>
    (await (await fetch(`${api.url}/search?${query}`)).json()) as SearchResponse;
  return { api, search };
};

test('a question finds profiles by meaning, and the answer and the page say which', async () => {
  const { api, search } = await open({ encoder: createHashedEncoder() });
  await eventually(async () => {
    const { data, meaning, query } = await search(QUESTION);
    assert.equal(query, 'vegan baker language:en followers:>10k');
    assert.deepEqual(
      data.map(({ id }) => id),
      ['instagram:0', 'instagram:1'],
    );
    assert.deepEqual(meaning, { alone: ['instagram:1'], missing: null });
  });
  const { all } = parsePage(await (await fetch(`${api.url}/?q=vegan+baker`)).text());
  assert.equal(all('li', 'card').length, 2);
  assert.equal(all('p', 'by-meaning').length, 1);
  const typed = parsePage(await (await fetch(`${api.url}/?q=vegan+baker&plain=no`)).text());
  assert.equal(typed.all('li', 'card').length, 1);
});

test('a query of the query language is searched by its words alone', async () => {
  const { search } = await open({ encoder: createHashedEncoder() });
  const { data, meaning } = await search(new URLSearchParams({ q: 'vegan baker' }));
  assert.deepEqual([data.length, meaning], [1, null]);
});

test('without an encoder the words are searched, and the answer says why and what to do', async () => {
  const missing = { code: 'meaning_not_installed' as const, message: 'Off.', hint: { shell: [['install']] } };
  const { search } = await open({ encoder: null, missing });
  const { data, meaning } = await search(QUESTION);
  assert.deepEqual([data.length, meaning], [1, { alone: [], missing }]);
});
