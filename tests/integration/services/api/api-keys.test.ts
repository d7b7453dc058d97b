import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { pino } from 'pino';
import { createKeyGuard } from '#api/keys/key-guard.ts';
import type { KeyRight } from '#contract/keys/limits.ts';
import { createKeyStore } from '#runtime/keys/key-store.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

const OWNER = 'o'.repeat(40);
const records = createFakeRecords();
const store = createKeyStore(records);
const logged: string[] = [];
const logger = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
let nowMs = 1_000_000;
const keys = createKeyGuard({ records, logger, ownerToken: OWNER, now: () => nowMs });
const api = await startPublicApi([searchableProfile(1), searchableProfile(2)], { keys, records, logger });
after(async () => {
  await keys.close();
  await api[Symbol.asyncDispose]();
});

let made = 0;
async function addKey(rights: KeyRight[], rate?: number) {
  const rate_per_minute = rate ?? null;
  const added = await store.add({ name: `key${made++}`, rights, rate_per_minute }, nowMs);
  assert.ok(typeof added === 'object');
  nowMs += 1_000;
  return added;
}
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${api.url}${path}`, { headers, redirect: 'manual' });
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

const API_PATHS = [
  '/search',
  '/suggest?q=te',
  '/profiles/instagram:1',
  '/profiles/instagram:1/similar',
  '/avatars/initials/C-1.svg',
  '/openapi.json',
];
const PAGE_PATHS = ['/', '/results', '/creators/instagram:1', '/compare?id=instagram:1', '/shortlist'];

describe('the public port with API keys', () => {
  test('refuses every route without a key, and serves all with one', async () => {
    const { key } = await addKey(['search', 'export']);
    for (const path of [...API_PATHS, '/export', ...PAGE_PATHS]) {
      const refused = await get(path);
      assert.equal(refused.status, 401, path);
      assert.equal(refused.headers.get('www-authenticate'), 'Bearer');
      assert.equal((await get(path, bearer(key))).status, 200, path);
    }
  });

  test('leaves the probes, the files of the page and the form for the key open', async () => {
    assert.equal((await get('/healthz')).status, 200);
    assert.equal((await get('/readyz')).status, 503);
    assert.equal((await get('/key')).status, 200);
    assert.equal((await get('/theme?set=dark&back=/')).status, 303);
    assert.equal((await get('/assets/none.css')).status, 404);
  });

  test('gives a key no more than its rights', async () => {
    const { key } = await addKey(['search']);
    assert.equal((await get('/search', bearer(key))).status, 200);
    const refused = await get('/export', bearer(key));
    assert.equal(refused.status, 403);
    assert.equal(await codeOf(refused), 'key_right_missing');
    const exporter = await addKey(['export']);
    assert.equal((await get('/search', bearer(exporter.key))).status, 403);
  });

  test('limits the rate of each key, and counts a costly request as several', async () => {
    const { key } = await addKey(['search', 'export'], 25);
    assert.equal((await get('/export', bearer(key))).status, 200);
    for (let count = 0; count < 5; count++) assert.equal((await get('/search', bearer(key))).status, 200);
    const refused = await get('/search', bearer(key));
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    assert.equal(await codeOf(refused), 'key_rate_limited');
    const other = await addKey(['search'], 25);
    assert.equal((await get('/search', bearer(other.key))).status, 200);
    nowMs += 60_000;
    assert.equal((await get('/search', bearer(key))).status, 200);
  });

  test('refuses a revoked key within seconds', async () => {
    const { key, name } = await addKey(['search']);
    assert.equal((await get('/search', bearer(key))).status, 200);
    await store.revoke(name);
    nowMs += 2_001;
    const refused = await get('/search', bearer(key));
    assert.equal(refused.status, 401);
    assert.equal(await codeOf(refused), 'key_invalid');
  });

  test('lets the owner in with the admin token, which only a loopback connection can use', async () => {
    assert.equal((await get('/search', bearer(OWNER))).status, 200);
    assert.equal((await get('/search', bearer(`${OWNER}x`))).status, 401);
  });

  test('keeps answers out of caches that others share', async () => {
    const { key } = await addKey(['search']);
    for (const path of ['/search', '/avatars/initials/C-1.svg']) {
      const answer = await get(path, bearer(key));
      assert.doesNotMatch(answer.headers.get('cache-control') ?? '', /public/, path);
    }
  });

  test('fails closed when the keys cannot be read for a minute, and not before', async () => {
    const { key } = await addKey(['search']);
    assert.equal((await get('/search', bearer(key))).status, 200);
    const { get: read } = records;
    records.get = () => Promise.reject(new Error('away'));
    nowMs += 30_000;
    assert.equal((await get('/search', bearer(key))).status, 200);
    nowMs += 40_000;
    const refused = await get('/search', bearer(key));
    assert.equal(refused.status, 503);
    assert.equal(await codeOf(refused), 'keys_unavailable');
    records.get = read;
    nowMs += 3_000;
    assert.equal((await get('/search', bearer(key))).status, 200);
  });

  test('answers a request that is not valid only to a key', async () => {
    assert.equal((await get('/search?limit=many')).status, 401);
    const { key } = await addKey(['search']);
    assert.equal((await get('/search?limit=many', bearer(key))).status, 400);
  });
});

describe('the page with API keys', () => {
  const html = { accept: 'text/html' };
  const post = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${api.url}/key`, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers,
      redirect: 'manual',
    });

  test('asks for the key, and keeps it in a cookie that scripts cannot read', async () => {
    const { key } = await addKey(['search']);
    const asked = await get('/creators/instagram:1', html);
    assert.equal(asked.status, 401);
    const page = await asked.text();
    assert.match(page, /<form method="post" action="\/key"/);
    assert.match(page, /name="back" value="\/creators\/instagram:1"/);
    const kept = await post({ key, back: '/creators/instagram:1' });
    assert.equal(kept.status, 303);
    assert.equal(kept.headers.get('location'), '/creators/instagram:1');
    const cookie = kept.headers.get('set-cookie') ?? '';
    assert.match(cookie, /; HttpOnly; SameSite=Lax$/);
    const pair = cookie.split(';')[0] ?? '';
    for (const path of [...PAGE_PATHS, '/suggest?q=te', '/avatars/initials/C-1.svg'])
      assert.equal((await get(path, { cookie: `theme=dark; ${pair}` })).status, 200, path);
  });

  test('does not keep a key that does not work, and forgets one on request', async () => {
    const wrong = await post({ key: 'isk_nothing', back: '/' });
    assert.equal(wrong.status, 401);
    assert.equal(wrong.headers.get('set-cookie'), null);
    const forgotten = await post({ forget: '1' });
    assert.match(forgotten.headers.get('set-cookie') ?? '', /^influscope_key=; .*Max-Age=0/);
  });

  test('offers to remove a key only where the browser stores one', async () => {
    const offers = async (path: string, headers: Record<string, string>) =>
      /name="forget"/.test(await (await get(path, { ...html, ...headers })).text());
    const { key } = await addKey(['search']);
    for (const path of ['/key', '/']) {
      assert.equal(await offers(path, {}), false, path);
      assert.equal(await offers(path, { cookie: 'theme=dark; influscope_key=' }), false, path);
      assert.equal(await offers(path, { cookie: 'influscope_key=isk_revoked' }), true, path);
    }
    assert.equal(await offers('/key', { cookie: `influscope_key=${key}` }), true);
    const wrong = await post({ key: 'isk_nothing', back: '/' });
    assert.doesNotMatch(await wrong.text(), /name="forget"/);
  });

  test('takes no form from another site, and leads to no other site', async () => {
    const { key } = await addKey(['search']);
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', origin: api.url },
      { 'sec-fetch-site': 'same-site' },
    ])
      assert.equal((await post({ key }, headers as Record<string, string>)).status, 403);
    const kept = await post({ key, back: '//evil.example/' });
    assert.equal(kept.headers.get('location'), '/');
  });

  test('marks the cookie as secure behind a proxy that speaks TLS', async () => {
    const { key } = await addKey(['search']);
    await using proxied = await startPublicApi([], { keys, records, trustedHops: 1 });
    const answer = await fetch(`${proxied.url}/key`, {
      method: 'POST',
      body: new URLSearchParams({ key }),
      headers: { 'x-forwarded-proto': 'https' },
      redirect: 'manual',
    });
    assert.match(answer.headers.get('set-cookie') ?? '', /; Secure/);
  });
});

test('no header lets a request in without a key, and none is an internal error', async () => {
  const { key } = await addKey(['search']);
  const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 12, maxLength: 12 });
  const guess = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'!#$%&\'*+-._0aAzZ=;, ":<>/'), maxLength: 300 }),
    hex.map((id) => `isk_${id}_${'A'.repeat(43)}`),
    fc
      .nat({ max: key.length - 1 })
      .map((at) => `${key.slice(0, at)}${key[at] === 'x' ? 'y' : 'x'}${key.slice(at + 1)}`),
    fc.constantFrom(key.slice(0, -1), `${key}A`, key.toUpperCase(), '', 'null', 'undefined'),
  );
  const scheme = fc.constantFrom('Bearer ', 'bearer  ', 'Basic ', '', 'Bearer Bearer ', 'Token ');
  const headers = fc.oneof(
    fc.tuple(scheme, guess).map(([word, text]) => ({ authorization: `${word}${text}`.trim() })),
    guess.map((text) => ({ cookie: `influscope_key=${text}`.trim() })),
    // A valid cookie does not compensate for a wrong header.
    guess.map((text) => ({ authorization: `Bearer ${text}`.trim(), cookie: `influscope_key=${key}` })),
  );
  await fc.assert(
    fc.asyncProperty(headers, async (given) => {
      assert.equal((await get('/search', given as Record<string, string>)).status, 401);
    }),
    { numRuns: 300, seed: 16 },
  );
});

test('no key is in the log', async () => {
  const { key } = await addKey(['search']);
  await get('/search', bearer(key));
  await get('/export', bearer(key));
  await get('/nothing', bearer(key));
  assert.doesNotMatch(logged.join('\n'), /isk_/);
});
