// Long: all tests share one API over one filled index.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Compile } from 'typebox/compile';
import { createFilesystemObjectStore } from '#adapters/objects/filesystem/filesystem-object-store.ts';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { buildApp } from '#api/build-app.ts';
import type { Problem } from '#contract/problem.ts';
import { ProfileSchema } from '#contract/profile.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import { SearchResponseSchema } from '#contract/query/search.ts';
import type { Profile } from '#domain/profile.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

const folder = await mkdtemp(join(tmpdir(), 'influscope-api-'));
const index = createEmbeddedSearchIndex({ path: join(folder, 'search') });
const objects = createFilesystemObjectStore({ path: join(folder, 'objects') });
const build = (rateLimit: number) =>
  buildApp({
    index,
    objects,
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
    version: '1.2.3',
    rateLimit,
    probes: () => {},
  });
const app = await build(0);

const png = Buffer.from('89504e470d0a1a0a', 'hex');

before(async () => {
  await index.upsert(
    Array.from({ length: 30 }, (_, number) => ({ profile: searchableProfile(number), version: 1 })),
  );
  await index.upsert([
    {
      profile: { ...searchableProfile(100), id: 'github:@sam', username: 'Sam', platform: 'github' },
      version: 1,
    },
    { profile: { ...searchableProfile(101), id: 'x:991', username: 'sam', platform: 'x' }, version: 1 },
  ]);
  await index.refresh();
  await objects.put('avatars/abc.png', png, { contentType: 'image/png' });
});
after(async () => {
  await app.close();
  await index.close();
  await objects.close();
  await rm(folder, { recursive: true });
});

test('answers a search in the documented shape', async () => {
  const answer = await app.inject('/search?q=tech&limit=7');
  assert.equal(answer.statusCode, 200, answer.body);
  const body = answer.json();
  const schema = Compile(SearchResponseSchema);
  assert.ok(schema.Check(body), JSON.stringify(schema.Errors(body).slice(0, 3)));
  assert.equal(body.count, 7);
  assert.equal(body.total, 30);
  assert.equal(body.facets?.platform[0]?.value, 'instagram');
});

test('answers 304 to a client that has the page, and sends the page again after a profile changed', async () => {
  const search = (etag?: string) =>
    app.inject({ url: '/search?q=revalidated', headers: etag ? { 'if-none-match': etag } : {} });
  const profile = { ...searchableProfile(200), id: 'x:200', platform: 'x' as const, bio: 'revalidated' };
  await index.upsert([{ profile, version: 1 }]);
  await index.refresh();
  const first = await search();
  const etag = String(first.headers.etag);
  assert.match(String(first.headers['cache-control']), /no-cache/);
  assert.match(String(first.headers['content-type']), /^application\/json/);
  const unchanged = await search(etag);
  assert.deepEqual([unchanged.statusCode, unchanged.body, unchanged.headers.etag], [304, '', etag]);
  await index.upsert([{ profile: { ...profile, followers: 123_456_789 }, version: 2 }]);
  await index.refresh();
  const changed = await search(etag);
  assert.equal(changed.statusCode, 200);
  assert.notEqual(changed.headers.etag, etag);
  assert.equal(changed.json().data[0].followers, 123_456_789);
  await index.delete([profile.id]);
  await index.refresh();
});

test('pages to the end without a gap or a double', async () => {
  const seen: string[] = [];
  let cursor = '';
  do {
    const body = (await app.inject(`/search?q=tech&limit=7${cursor}`)).json();
    seen.push(...body.data.map((profile: Profile) => profile.id));
    cursor = body.next === null ? '' : `&cursor=${encodeURIComponent(body.next)}`;
  } while (cursor !== '');
  assert.equal(seen.length, 30);
  assert.equal(new Set(seen).size, 30);
});

test('places a rate among its platform and tier, with the population that it is compared with', async () => {
  const [first] = (await app.inject('/search?q=tech&sort=engagement&limit=1')).json().data;
  assert.equal(first.percentile.population, 30);
  assert.equal(first.percentile.value, 100);
  assert.ok(Date.parse(first.percentile.as_of));
});

test('finds a profile by id and by handle, whatever its case', async () => {
  for (const id of ['instagram:3', '@creator3', '@Creator3', 'instagram:@creator3']) {
    const answer = await app.inject(`/profiles/${encodeURIComponent(id)}`);
    assert.equal(answer.statusCode, 200, `${id}: ${answer.body}`);
    assert.ok(Compile(ProfileSchema).Check(answer.json()));
    assert.equal(answer.json().id, 'instagram:3');
  }
});

test('names the candidates when a handle is on several platforms', async () => {
  const ambiguous = await app.inject('/profiles/@sam');
  assert.equal(ambiguous.statusCode, 409);
  assert.match(ambiguous.json().detail, /github:@sam/);
  assert.match(ambiguous.json().detail, /x:991/);
  assert.equal((await app.inject('/profiles/@sam?platform=x')).json().id, 'x:991');
});

test('answers every error as a problem with a code', async () => {
  const cases: [string, number, string][] = [
    [`/search?q=${'a'.repeat(10_000)}`, 400, 'invalid_request'],
    ['/search?q=a&limit=1000', 400, 'invalid_request'],
    ['/search?q=a&colour=red', 400, 'invalid_request'],
    ['/search?q=a&followers=5k..1k', 400, 'invalid_range'],
    ['/search?q=a&sort=luck', 400, 'invalid_request'],
    ['/search?q=tech&cursor=zzz', 400, 'invalid_cursor'],
    ['/profiles/instagram:unknown', 404, 'profile_not_found'],
    ['/avatars/missing.png', 404, 'avatar_not_found'],
    ['/avatars/..%2f..%2fetc', 404, 'avatar_not_found'],
    ['/nowhere', 404, 'not_found'],
    ['/profiles/%', 400, 'bad_url'],
  ];
  for (const [url, status, code] of cases) {
    const answer = await app.inject(url);
    const problem = answer.json<Problem>();
    assert.equal(answer.statusCode, status, `${url.slice(0, 60)}: ${answer.body}`);
    assert.equal(problem.code, code, url.slice(0, 60));
    assert.match(answer.headers['content-type'] as string, /^application\/problem\+json/);
    assert.doesNotMatch(answer.body, /node:|\.ts|SQLITE/);
  }
});

test('takes the operators of a search engine as plain words', async () => {
  for (const text of [
    '"tech',
    'tech" OR "x',
    'NEAR(tech)',
    'tech*',
    '(tech',
    'bio:tech',
    "te'ch",
    '^tech -x',
    'tech\0x',
  ]) {
    const answer = await app.inject(`/search?q=${encodeURIComponent(text)}`);
    assert.equal(answer.statusCode, 200, `${text}: ${answer.body}`);
  }
});

test('exports every profile that matches, and ends with a line that says it is complete', async () => {
  const answer = await app.inject('/export?q=tech&platform=instagram');
  assert.equal(answer.statusCode, 200, answer.body);
  assert.equal(answer.headers['content-type'], 'application/x-ndjson');
  assert.equal(answer.headers['x-total-count'], '30');
  const lines = answer.body.trimEnd().split('\n');
  const rows = lines.map((line) => JSON.parse(line));
  assert.deepEqual(rows.pop(), { complete: true, count: 30 });
  const schema = Compile(ProfileSchema);
  for (const row of rows) assert.ok(schema.Check(row), JSON.stringify(schema.Errors(row).slice(0, 3)));
  assert.equal(new Set(rows.map(({ id }) => id)).size, 30);
  assert.equal((await app.inject('/export?followers=5k..1k')).json<Problem>().code, 'invalid_range');
});

test('serves stored pictures once and revalidates them', async () => {
  const answer = await app.inject('/avatars/abc.png');
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.headers['content-type'], 'image/png');
  assert.match(String(answer.headers['cache-control']), /immutable/);
  assert.deepEqual(answer.rawPayload, png);
  const again = await app.inject({
    url: '/avatars/abc.png',
    headers: { 'if-none-match': String(answer.headers.etag) },
  });
  assert.equal(again.statusCode, 304);
  assert.equal(again.body, '');
  assert.equal(again.headers.etag, answer.headers.etag);
});

test('pictures are pictures to a browser, whatever their bytes are', async () => {
  for (const url of ['/avatars/abc.png', '/avatars/initials/AB-210.svg']) {
    const { headers } = await app.inject(url);
    assert.equal(headers['x-content-type-options'], 'nosniff', url);
    assert.match(String(headers['content-security-policy']), /^default-src 'none'/, url);
    assert.match(String(headers.etag), /^"[\w-]+"$/, url);
  }
});

test('a generated picture is kept for a while only, and revalidated', async () => {
  const url = '/avatars/initials/AB-210.svg';
  const { headers } = await app.inject(url);
  assert.doesNotMatch(String(headers['cache-control']), /immutable/);
  for (const tag of [String(headers.etag), `W/${headers.etag}`, `"x", ${headers.etag}`, '*']) {
    assert.equal((await app.inject({ url, headers: { 'if-none-match': tag } })).statusCode, 304, tag);
  }
  assert.equal((await app.inject({ url, headers: { 'if-none-match': '"x"' } })).statusCode, 200);
});

test('draws initials for those without a picture', async () => {
  const answer = await app.inject('/avatars/initials/AB-210.svg');
  assert.equal(answer.statusCode, 200);
  assert.match(String(answer.headers['content-type']), /^image\/svg\+xml/);
});

test('describes itself', async () => {
  const document = (await app.inject('/openapi.json')).json();
  assert.equal(document.info.version, '1.2.3');
  assert.ok(document.paths['/search'].get.parameters.length > 5);
  assert.ok(document.paths['/profiles/{id}']);
});

test('the description of itself is compressed, and sent once to a client that keeps it', async () => {
  const plain = await app.inject('/openapi.json');
  const packed = await app.inject({ url: '/openapi.json', headers: { 'accept-encoding': 'gzip' } });
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.ok(packed.rawPayload.length * 5 < plain.rawPayload.length);
  assert.equal(gunzipSync(packed.rawPayload).toString(), plain.body);
  const again = await app.inject({
    url: '/openapi.json',
    headers: { 'if-none-match': String(plain.headers.etag) },
  });
  assert.deepEqual([again.statusCode, again.body], [304, '']);
  assert.match(String(plain.headers['cache-control']), /max-age=\d+/);
});

test('a known path with another method answers 405, an unknown path 404', async () => {
  for (const [method, url] of [
    ['POST', '/search?q=tech'],
    ['DELETE', '/profiles/x:991'],
    ['PUT', '/avatars/initials/AB-210.svg'],
  ] as const) {
    const answer = await app.inject({ method, url });
    assert.equal(answer.statusCode, 405, url);
    assert.equal(answer.headers.allow, 'GET, HEAD');
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
    assert.equal((answer.json() as Problem).code, 'method_not_allowed');
  }
  const unknown = await app.inject({ method: 'POST', url: '/searches' });
  assert.deepEqual([unknown.statusCode, unknown.headers.allow], [404, undefined]);
});

test('a query without a letter or digit is answered like an empty one, and says so', async () => {
  for (const q of ['', '(((', '*', '%', '🎉', '--', '\0']) {
    const answer = await app.inject(`/search?${new URLSearchParams({ q, platform: 'x' })}`);
    assert.equal(answer.statusCode, 200, q);
    const { total, notes, query } = answer.json<SearchResponse>();
    assert.deepEqual([total, query, notes.length > 0], [1, 'platform:x', q !== ''], q);
  }
});

test('notes point at what was read in another way', async () => {
  const { notes, sort, total } = (await app.inject('/search?q=tech folowers:10k')).json<SearchResponse>();
  assert.deepEqual(
    notes.map(({ code, span, suggestion }) => ({ code, span, suggestion })),
    [{ code: 'unknown_field', span: { start: 5, end: 17 }, suggestion: 'followers:10k' }],
  );
  assert.equal(sort, 'relevance');
  assert.equal(total, 30, 'profiles that hold most of the words');
});

test('a question in plain words is answered with the query that it became', async () => {
  const q = 'creators on GitHub who post about something with over 10 followers';
  const search = async (parameters: Record<string, string>) =>
    (await app.inject(`/search?${new URLSearchParams({ q, ...parameters })}`)).json<SearchResponse>();
  const { query, plain, data } = await search({ plain: 'true' });
  assert.equal(query, 'something platform:github followers:>10');
  assert.deepEqual(
    data.map(({ id }) => id),
    ['github:@sam'],
  );
  assert.deepEqual(
    plain?.filter(({ clause }) => clause !== null).map(({ span }) => q.slice(span.start, span.end)),
    ['on GitHub', 'over 10 followers'],
  );
  assert.equal((await search({})).plain, null);
});
