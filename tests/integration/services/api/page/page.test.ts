import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { NO_ALERTS } from '#contract/saved/saved-search.ts';
import { saveSearch } from '#runtime/saved/saved-store.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { parsePage } from '#tests/support/page/parse-page.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

const MAX_FIRST_HTML_BYTES = 14_000;

const profiles = Array.from({ length: 45 }, (_, number) => searchableProfile(number));
const api = await startPublicApi(profiles);
const empty = await startPublicApi([]);
after(async () => {
  await api[Symbol.asyncDispose]();
  await empty[Symbol.asyncDispose]();
});

const get = (path: string, init: RequestInit = {}) =>
  fetch(`${api.url}${path}`, { redirect: 'manual', ...init });
const page = async (path: string) => parsePage(await (await get(path)).text());

test('shows what was searched for, how many match, and one card for each', async () => {
  const { all } = await page('/?q=tech');
  assert.equal(all('input').find(({ attributes }) => attributes.name === 'q')?.attributes.value, 'tech');
  assert.equal(all('h1')[0]?.text, '45 creators');
  assert.equal(all('li', 'card').length, 20);
  assert.ok(all('mark').length >= 20);
});

test('links alone lead through all results, to the end and without duplicates', async () => {
  const seen: (string | undefined)[] = [];
  for (let next: string | undefined = '/?q=tech'; next !== undefined; ) {
    const { all } = await page(next);
    seen.push(...all('a', 'open').map(({ attributes }) => attributes.href));
    next = all('a', 'more')[0]?.attributes.href;
  }
  assert.equal(seen.length, 45);
  assert.equal(new Set(seen).size, 45);
});

test('a filter narrows the results and stays chosen', async () => {
  const { all } = await page('/?q=creator&platform=instagram&followers_from=20k&followers_to=20,009');
  assert.equal(all('h1')[0]?.text, '10 creators');
  const box = all('input').find(({ attributes }) => attributes.id === 'platform-instagram');
  assert.ok(box !== undefined && 'checked' in box.attributes);
});

test('the fragment of a page equals that part of the whole page', async () => {
  const whole = await (await get('/?q=tech&sort=engagement')).text();
  const part = await (await get('/results?q=tech&sort=engagement')).text();
  assert.ok(part.startsWith('<div class="results"'));
  assert.ok(whole.includes(part));
});

test('an expired page of results starts again from the beginning', async () => {
  const { all } = await page('/?q=tech&cursor=made-up');
  assert.equal(all('li', 'card').length, 20);
  assert.equal(all('p', 'notice').length, 1);
});

test('shows the command that saves a search with all its filters, quoted for a shell', async () => {
  const command = async (path: string) => (await page(path)).all('code')[0]?.text;
  assert.equal(
    await command('/?q=tech&platform=instagram&followers_from=20k&sort=engagement'),
    "influscope saved add tech-platform-instagram 'tech platform:instagram followers:>=20k sort:engagement'",
  );
  assert.equal(
    await command('/?q=tech+with+over+5+followers'),
    "influscope saved add tech-followers-5 'tech followers:>5'",
  );
  assert.equal(
    await command(`/?q=${encodeURIComponent('"a\'b$(id)`id`"')}`),
    `influscope saved add a-b-id '"a'\\''b$(id)\`id\`"'`,
  );
  assert.equal(await command('/?q=-tech'), 'influscope saved add -- tech -tech');
  for (const path of ['/', '/?sort=engagement']) assert.equal(await command(path), undefined, path);
});

test('no page shows a list or a saved search of the instance', async () => {
  const records = createFakeRecords();
  const saved = { name: 'secret name', query: 'secret query', alerts: NO_ALERTS, to: [] };
  await saveSearch(records, saved, { replace: false, now: 0 });
  await using open = await startPublicApi(profiles, { records });
  for (const path of ['/', '/shortlist', '/lists', '/saved', '/saved-searches', '/lists/secret%20name']) {
    for (const accept of ['text/html', 'application/json']) {
      const answer = await fetch(`${open.url}${path}`, { headers: { accept } });
      assert.equal(answer.status, path === '/' || path === '/shortlist' ? 200 : 404, path);
      assert.doesNotMatch(await answer.text(), /secret (name|query)/);
    }
  }
  for (const method of ['POST', 'PUT', 'DELETE'])
    assert.equal((await fetch(`${open.url}/saved-searches/x`, { method })).status, 404);
});

test('without results it offers a way back', async () => {
  const { all } = await page('/?q=xyzzyqwert&platform=instagram');
  assert.equal(all('li', 'card').length, 0);
  assert.equal(all('a', 'button')[0]?.attributes.href, '/?q=xyzzyqwert');
});

test('plain words become a query that can be edited, and can be searched as typed', async () => {
  const notice = async (path: string) => (await page(path)).all('p', 'notice')[0];
  const { all } = await page('/?q=tech+with+over+5+followers');
  assert.equal(all('h1')[0]?.text, '45 creators');
  const [edit] = all('a', 'read-as');
  const [typed] = all('a', 'as-typed');
  assert.deepEqual([edit?.text, edit?.attributes.href], ['tech followers:>5', '/?q=tech+followers%3A%3E5']);
  assert.equal(typed?.attributes.href, '/?q=tech+with+over+5+followers&plain=no');
  const asTyped = await page('/?q=tech+with+over+5+followers&plain=no');
  assert.ok(
    asTyped.all('input').some(({ attributes: { name, value } }) => name === 'plain' && value === 'no'),
  );
  assert.equal(await notice('/?q=tech+followers:>5'), undefined);
  const stays = await page('/?q=tech&plain=no');
  assert.ok(stays.all('input').some(({ attributes: { name, value } }) => name === 'plain' && value === 'no'));
});

test('an instance without profiles says how to get some, and looks again without scripts', async () => {
  const { all, elements } = parsePage(await (await fetch(empty.url)).text());
  assert.equal(all('section', 'first-run').length, 1);
  assert.equal(all('code').length, 3);
  assert.ok(elements.some(({ attributes }) => attributes['http-equiv'] === 'refresh'));
});

test('the first page is small, even with long texts', async () => {
  const long = profiles.map((profile, at) => ({
    ...profile,
    display_name: `Somebody with a long name ${at}`,
    bio: Array.from({ length: 40 }, (_, word) => `tech${(at * 7 + word * 13) % 97}`).join(' '),
  }));
  await using full = await startPublicApi(long);
  const html = await (await fetch(`${full.url}/?q=somebody`)).text();
  const bytes = gzipSync(html).length;
  assert.ok(bytes <= MAX_FIRST_HTML_BYTES, `${bytes} bytes`);
});

test('a packed answer has the same content', async () => {
  const { request } = await import('node:http');
  const packed = await new Promise<Buffer>((resolve, reject) => {
    request(`${api.url}/results?q=tech`, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve(Buffer.concat(chunks)));
      assert.equal(answer.headers['content-encoding'], 'gzip');
    })
      .on('error', reject)
      .end();
  });
  assert.match(gunzipSync(packed).toString(), /^<div class="results"/);
});

test('pages allow only their own scripts and styles, and hold none in line', async () => {
  for (const path of ['/', '/?q=tech', '/creators/instagram:1', '/creators/unknown', '/theme?set=dark']) {
    const answer = await get(path, { headers: { accept: 'text/html' } });
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/, path);
    assert.match(policy, /frame-ancestors 'none'/, path);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/, path);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path);
    const { elements } = parsePage(await answer.text());
    for (const { name, attributes } of elements) {
      assert.ok(name !== 'style' && !('style' in attributes), path);
      assert.ok(name !== 'script' || attributes.src?.startsWith('/assets/'), path);
      assert.ok(!Object.keys(attributes).some((key) => key.startsWith('on')), path);
    }
  }
});

test('every file that a page names exists, under a name that belongs to its content', async () => {
  const { elements } = await page('/');
  const paths = elements
    .flatMap(({ attributes: { src, href } }) => [src, href])
    .filter((path) => path?.startsWith('/assets/'));
  assert.ok(paths.length >= 3, 'run `npm run build` first');
  for (const path of paths) {
    const answer = await get(path ?? '');
    assert.equal(answer.status, 200, path);
    assert.match(answer.headers.get('cache-control') ?? '', /immutable/);
  }
  assert.equal((await get('/assets/manifest.json')).status, 404);
  assert.equal((await get('/assets/..%2f..%2fpackage.json')).status, 404);
});

test('compares up to six creators side by side, and names those that no longer exist', async () => {
  const ids = [...Array.from({ length: 6 }, (_, number) => `instagram:${number}`), 'instagram:7'];
  const { all } = await page(`/compare?${new URLSearchParams(ids.map((id) => ['id', id]))}`);
  assert.equal(all('table', 'side-by-side').length, 1);
  assert.equal(all('th').filter(({ attributes }) => attributes.scope === 'col').length, 6);
  assert.equal(all('p', 'notice').length, 1);
  const gone = await page('/compare?id=instagram:1&id=instagram:unknown');
  assert.match(gone.all('p', 'notice')[0]?.text ?? '', /instagram:unknown/);
});

test('errors are pages for people and problem documents for programs', async () => {
  const html = await get('/creators/unknown');
  assert.equal(html.status, 404);
  assert.match(html.headers.get('content-type') ?? '', /text\/html/);
  const unknown = await get('/no-such-page', { headers: { accept: 'text/html,*/*' } });
  assert.equal(unknown.status, 404);
  assert.match(await unknown.text(), /^<!doctype html>/);
  for (const path of ['/no-such-page', '/profiles/unknown', '/search?limit=0']) {
    const answer = await get(path);
    assert.match(answer.headers.get('content-type') ?? '', /problem\+json/, path);
  }
});

test('the pages are not part of the described API', async () => {
  const { paths } = (await (await get('/openapi.json')).json()) as { paths: object };
  assert.deepEqual(
    Object.keys(paths).filter((path) => path === '/' || /^\/(results|assets|creators|theme)/.test(path)),
    [],
  );
});

test('the chosen colours are remembered, and the way back stays on this server', async () => {
  const answer = await get('/theme?set=dark&back=%2F%3Fq%3Dtech');
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), '/?q=tech');
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const html = await (await get('/', { headers: { cookie } })).text();
  assert.match(html, /<html lang="en" data-theme="dark">/);
  for (const back of ['//evil.test', 'https://evil.test', '/\\evil.test', 'javascript:alert(1)', '/a\nb'])
    assert.equal(
      (await get(`/theme?set=dark&back=${encodeURIComponent(back)}`)).headers.get('location'),
      '/',
    );
  assert.equal((await get('/theme?set=evil')).headers.get('set-cookie'), null);
});
