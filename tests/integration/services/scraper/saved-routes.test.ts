import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Problem } from '#contract/problem.ts';
import type { SavedSearch, SavedSearches, SearchSaved } from '#contract/saved/saved-search.ts';
import { NO_ALERTS } from '#contract/saved/saved-search.ts';
import { mountSavedRoutes } from '#scraper/alerts/saved-routes.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import type { AdminApp } from '#tests/support/platform/admin-app.ts';
import { listenWith } from '#tests/support/platform/admin-app.ts';
import { NEW_YEAR } from '#tests/support/profile-events.ts';

describe('saved searches', () => {
  const records = createFakeRecords();
  const settings = { folder: '/alerts', addresses: 'public', hosts: ['.example.com'], mail: null } as const;
  let app: AdminApp;
  before(async () => {
    app = await listenWith((server) => mountSavedRoutes(server, { records, settings, now: () => NEW_YEAR }));
  });
  after(() => app.close());
  const save = <T = SearchSaved>(name: string, body: object) =>
    app.send<T>('PUT', `/saved-searches/${encodeURIComponent(name)}`, body);

  it('are kept as they were typed, and found by name in any case', async () => {
    const query = 'vegan  lang:de OR "street food"';
    assert.equal((await save('Vegan DE', { query: ` ${query} ` })).body.outcome, 'added');
    assert.equal((await app.get<SavedSearch>('/saved-searches/vegan%20de')).query, query);
    assert.deepEqual((await app.get<SavedSearches>('/saved-searches')).searches, [
      { name: 'Vegan DE', query, created_at: new Date(NEW_YEAR).toISOString(), alerts: NO_ALERTS, to: [] },
    ]);
  });

  it('are replaced by another query only when that is asked for', async () => {
    await save('tech', { query: 'tech' });
    assert.equal((await save('tech', { query: 'tech' })).body.outcome, 'unchanged');
    const refused = await save<Problem>('TECH', { query: 'music' });
    assert.deepEqual([refused.status, refused.body.code], [409, 'saved_search_exists']);
    assert.ok(refused.body.title.includes('"tech"'), refused.body.title);
    assert.equal((await save('tech', { query: 'music', replace: true })).body.outcome, 'replaced');
    assert.equal((await app.get<SavedSearch>('/saved-searches/tech')).query, 'music');
  });

  for (const query of [
    '}',
    'folowers:10k',
    'followers:many',
    '(tech',
    '"tech',
    '()',
    `${'a '.repeat(90)}b`,
  ]) {
    it(`refuses the query ${query.slice(0, 20)}`, async () => {
      const answer = await save<Problem>('odd', { query });
      assert.deepEqual([answer.status, answer.body.code], [400, 'query_unusable']);
    });
  }

  it('are stored as the query that plain words became, which reads the same as typed', async () => {
    const body = { query: 'vegan bakers in Berlin under 50k followers', plain: true };
    const { query, outcome } = (await save('plain', body)).body;
    assert.deepEqual([query, outcome], ['vegan bakers Berlin followers:<50k', 'added']);
    assert.equal((await app.get<SavedSearch>('/saved-searches/plain')).query, query);
    assert.equal((await save('plain', { query })).body.outcome, 'unchanged');
    const ordered = await save('ordered', { query: 'fastest growing bakers', plain: true });
    assert.match(ordered.body.query, /sort:growth$/);
    const typed = await save('typed', { query: 'bakers under 50k followers' });
    assert.equal(typed.body.query, 'bakers under 50k followers');
  });

  for (const query of ['all creators', 'bakers folowers:10k']) {
    it(`refuses the plain words "${query}"`, async () => {
      const answer = await save<Problem>('odd', { query, plain: true });
      assert.deepEqual([answer.status, answer.body.code], [400, 'query_unusable']);
    });
  }

  it('accepts every text in quotes', async () => {
    assert.equal((await save('quoted', { query: '"a:b"' })).status, 200);
  });

  it('sign what goes to an address with a secret that is shown once, and mask the address', async () => {
    const body = { query: 'tech', alerts: { new_matches: true }, to: ['https://hooks.example.com/a?key=b'] };
    const first = (await save('signed', body)).body;
    assert.match(first.secrets[0]?.secret ?? '', /^whsec_[\w-]{43}$/);
    assert.deepEqual(first.to, ['https://hooks.example.com/…']);
    const again = (await save('signed', { ...body, alerts: { growth_over: 5 }, replace: true })).body;
    assert.deepEqual([again.outcome, again.secrets], ['replaced', []]);
    const stored = await app.get<SavedSearch>('/saved-searches/signed');
    assert.doesNotMatch(JSON.stringify(stored), /whsec|key=b/);
    assert.match(
      [...records.entries.values()].map(({ value }) => value).join(),
      new RegExp(first.secrets[0]?.secret ?? '-'),
    );
  });

  for (const [to, code] of [
    ['http://hooks.example.com/', 'destination_invalid'],
    ['https://user:word@hooks.example.com/', 'destination_invalid'],
    ['https://hooks.example.com:8443/', 'destination_not_allowed'],
    ['https://elsewhere.test/', 'destination_not_allowed'],
    ['https://example.com.evil.test/', 'destination_not_allowed'],
    ['file:../alerts', 'destination_invalid'],
    ['file:/etc/passwd', 'destination_invalid'],
    ['file:.hidden', 'destination_invalid'],
    ['file:a\u0000b', 'destination_invalid'],
    ['mailto:a@b.test', 'mail_not_configured'],
    ['mailto:a@b.test,c@d.test', 'destination_invalid'],
    ['mailto:a@b.test?bcc=c@d.test', 'destination_invalid'],
    ['mailto:a@b.test\r\nBcc: c@d.test', 'destination_invalid'],
    ['ftp://hooks.example.com', 'destination_invalid'],
  ] as const) {
    it(`refuse to send alerts to ${JSON.stringify(to)}`, async () => {
      const body = { query: 'tech', alerts: { new_matches: true }, to: [to] };
      const answer = await save<Problem>('refused', body);
      assert.deepEqual([answer.status, answer.body.code], [400, code]);
    });
  }

  it('refuse an address without anything to alert about', async () => {
    const answer = await save<Problem>('refused', { query: 'tech', to: ['file:a'] });
    assert.deepEqual([answer.status, answer.body.code], [400, 'no_alerts']);
  });

  it('are removed once', async () => {
    assert.equal((await app.send('POST', '/saved-searches/quoted/remove')).status, 200);
    const again = await app.send<Problem>('POST', '/saved-searches/quoted/remove');
    assert.deepEqual([again.status, again.body.code], [404, 'saved_search_unknown']);
  });
});
