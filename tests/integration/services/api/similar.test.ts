import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Compile } from 'typebox/compile';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import type { SimilarResponse } from '#contract/similar.ts';
import { SimilarResponseSchema } from '#contract/similar.ts';
import type { Profile } from '#domain/profile.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { eventually } from '#tests/support/eventually.ts';
import { createHashedEncoder } from '#tests/support/meaning/hashed-encoder.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

const about = (number: number, facts: Partial<Profile>): Profile => ({
  ...searchableProfile(number),
  category: null,
  bio: null,
  ...facts,
});

const profiles = [
  about(1, { bio: 'Sourdough and rye from a small oven', topics: ['baking', 'sourdough'] }),
  about(2, { bio: 'Rye bread every week', topics: ['sourdough'] }),
  about(3, { bio: 'Brot und Kuchen', topics: ['baking', 'sourdough'], language: 'de' }),
  about(4, { bio: 'Sourdough for everyone', topics: ['baking'], tier: 'mega', followers: 5_000_000 }),
  ...Array.from({ length: 40 }, (_, at) =>
    about(10 + at, { bio: `Chess openings number ${at}`, topics: ['chess'] }),
  ),
];
const api = await startPublicApi(profiles);
after(() => api[Symbol.asyncDispose]());

const similar = async (query = '', id = 'instagram:1') => {
  const answer = await fetch(`${api.url}/profiles/${encodeURIComponent(id)}/similar${query}`);
  return { status: answer.status, body: (await answer.json()) as SimilarResponse };
};

test('finds creators with the same rare terms, without the profile itself, in the documented shape', async () => {
  const { status, body } = await similar();
  assert.equal(status, 200);
  assert.ok(Compile(SimilarResponseSchema).Check(body));
  assert.deepEqual(body.data.map(({ profile }) => profile.id).sort(), [
    'instagram:2',
    'instagram:3',
    'instagram:4',
  ]);
  assert.ok(body.data.every(({ score }) => score > 0 && score <= 1));
});

test('shows what is shared', async () => {
  const { body } = await similar();
  const reasons = (id: string) =>
    Object.fromEntries(
      body.data.find(({ profile }) => profile.id === id)?.reasons.map(({ kind, values }) => [kind, values]) ??
        [],
    );
  assert.deepEqual(reasons('instagram:2'), {
    topics: ['sourdough'],
    words: ['rye'],
    language: ['en'],
    tier: ['micro'],
  });
  assert.deepEqual(reasons('instagram:3').topics?.toSorted(), ['baking', 'sourdough']);
  assert.equal(reasons('instagram:3').language, undefined);
});

test('function words and numbers are never a reason, in any language that has a list of them', async () => {
  const shared: Readonly<Record<string, string>> = {
    ar: 'عن من على',
    da: 'hvor under alle',
    de: 'über mit alles',
    el: 'για από στην',
    en: 'One about with for every',
    es: 'sobre para con',
    fi: 'kanssa olen myös',
    fr: 'avec pour dans',
    id: 'untuk dengan yang',
    it: 'della sono perché',
    nl: 'voor naar deze',
    no: 'hvor under alle',
    pl: 'jestem dla oraz',
    pt: 'para com sobre',
    ru: 'для как или',
    sv: 'under alla inte',
    tr: 'için daha gibi',
  };
  const pairs = Object.entries(shared).flatMap(([language, words], at) =>
    ['anchor', 'lantern'].map((noun, nth) =>
      about(100 + at * 2 + nth, {
        language,
        tier: null,
        bio: `${noun}${at} ${words} 2024 common${at}`,
        topics: [],
      }),
    ),
  );
  await using both = await startPublicApi([...profiles, ...pairs]);
  for (const [at, language] of Object.keys(shared).entries()) {
    const answer = await fetch(`${both.url}/profiles/instagram:${100 + at * 2}/similar`);
    const { data } = (await answer.json()) as SimilarResponse;
    const words = data.flatMap(({ reasons }) =>
      reasons.flatMap(({ kind, values }) => (kind === 'words' ? values : [])),
    );
    assert.deepEqual(words, [`common${at}`], language);
  }
});

test('the same language and a similar audience size decide between profiles that share the same', async () => {
  await using others = await startPublicApi([
    ...profiles,
    about(60, { bio: 'Trail running', topics: ['trail'], tier: 'mega', followers: 5_000_000 }),
    about(61, { bio: 'Trail running', topics: ['trail'], language: 'de' }),
    about(62, { bio: 'Trail running', topics: ['trail'] }),
    about(63, { bio: 'Trail running', topics: ['trail'] }),
  ]);
  const answer = await fetch(`${others.url}/profiles/instagram:63/similar`);
  const { data } = (await answer.json()) as SimilarResponse;
  assert.equal(data[0]?.profile.id, 'instagram:62');
  assert.deepEqual(
    data
      .slice(1)
      .map(({ profile }) => profile.id)
      .sort(),
    ['instagram:60', 'instagram:61'],
  );
});

test('of two profiles that share the same, the one with fewer other terms is first', async () => {
  await using others = await startPublicApi([
    ...profiles,
    about(60, { bio: 'Trail running, pottery, opera, gardens and much else on old cameras', topics: [] }),
    about(61, { bio: 'Trail running', topics: [] }),
    about(62, { bio: 'Trail maps for running', topics: [] }),
  ]);
  const answer = await fetch(`${others.url}/profiles/instagram:62/similar`);
  const { data } = (await answer.json()) as SimilarResponse;
  assert.deepEqual(
    data.map(({ profile }) => profile.id),
    ['instagram:61', 'instagram:60'],
  );
});

test('filters apply, and do not change which terms are rare', async () => {
  const all = await similar();
  const { body } = await similar('?language=de');
  assert.deepEqual(
    body.data.map(({ profile }) => profile.id),
    ['instagram:3'],
  );
  assert.equal(body.data[0]?.score, all.body.data.find(({ profile }) => profile.id === 'instagram:3')?.score);
  assert.deepEqual(
    (await similar('?q=tier:mega')).body.data.map(({ profile }) => profile.id),
    ['instagram:4'],
  );
  assert.equal((await similar('?limit=1')).body.count, 1);
});

test('a profile without similar creators gets an empty list, and an unknown profile is an error', async () => {
  await using lonely = await startPublicApi([about(1, { bio: null })]);
  const answer = await fetch(`${lonely.url}/profiles/instagram:1/similar`);
  assert.deepEqual(await answer.json(), { count: 0, data: [] });
  const unknown = await fetch(`${api.url}/profiles/unknown/similar`);
  assert.equal(unknown.status, 404);
  assert.match(unknown.headers.get('content-type') ?? '', /problem\+json/);
});

test('a similar description counts where the index has a text encoder, and is a reason', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-similar-'));
  const asked = about(70, { bio: 'pastry anchor' });
  const others = [
    about(71, { bio: 'baker lantern' }),
    about(72, { bio: 'panadero harbour', language: 'es', platform: 'tiktok' }),
    about(73, { bio: 'opera anchor' }),
  ];
  const indexes = [undefined, async () => ({ encoder: createHashedEncoder() })].map((encoder, at) =>
    createEmbeddedSearchIndex({ path: join(folder, `${at}`), ...(encoder && { encoder }) }),
  );
  t.after(async () => {
    for (const index of indexes) await index.close();
    await rm(folder, { recursive: true });
  });
  const found = async (index: SearchIndex, query = '') => {
    await using other = await startPublicApi([], { index });
    const answer = await fetch(`${other.url}/profiles/instagram:70/similar${query}`);
    const { data } = (await answer.json()) as SimilarResponse;
    assert.ok(data.every(({ score }, place) => score > 0 && score <= (data[place - 1]?.score ?? 1)));
    return data
      .map(({ profile, reasons }) => [profile.id, ...reasons.map(({ kind }) => kind)].join(' '))
      .sort();
  };
  const [plain, meaning] = indexes as [SearchIndex, SearchIndex];
  for (const index of indexes)
    await index.upsert([asked, ...profiles, ...others].map((profile) => ({ profile, version: 1 })));
  await eventually(async () =>
    assert.equal((await meaning.search(searchQuery({ like: asked }))).total, others.length + 1),
  );
  const byWords = 'instagram:73 words language tier';
  assert.deepEqual(await found(plain), [byWords]);
  assert.deepEqual(await found(meaning), [
    'instagram:71 language tier meaning',
    'instagram:72 tier meaning',
    `${byWords} meaning`,
  ]);
  assert.deepEqual(await found(meaning, '?platform=tiktok'), ['instagram:72 tier meaning']);
});
