import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Problem } from '#contract/problem.ts';
import type { SavedSearch, SavedSearches, SearchSaved } from '#contract/saved/saved-search.ts';
import { mountSavedRoutes } from '#indexer/saved/saved-routes.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import type { AdminApp } from '#tests/support/platform/admin-app.ts';
import { listenWith } from '#tests/support/platform/admin-app.ts';
import { NEW_YEAR } from '#tests/support/profile-events.ts';

describe('saved searches', () => {
  const records = createFakeRecords();
  let app: AdminApp;
  before(async () => {
    app = await listenWith((server) => mountSavedRoutes(server, { records, now: () => NEW_YEAR }));
  });
  after(() => app.close());
  const save = <T = SearchSaved>(name: string, body: object) =>
    app.send<T>('PUT', `/saved-searches/${encodeURIComponent(name)}`, body);

  it('are kept as they were typed, and found by name in any case', async () => {
    const query = 'vegan  lang:de OR "street food"';
    assert.equal((await save('Vegan DE', { query: ` ${query} ` })).body.outcome, 'added');
    assert.equal((await app.get<SavedSearch>('/saved-searches/vegan%20de')).query, query);
    assert.deepEqual((await app.get<SavedSearches>('/saved-searches')).searches, [
      { name: 'Vegan DE', query, created_at: new Date(NEW_YEAR).toISOString() },
    ]);
  });

  it('are replaced by another query only when that is asked for', async () => {
    await save('tech', { query: 'tech' });
    assert.equal((await save('tech', { query: 'tech' })).body.outcome, 'unchanged');
    const refused = await save<Problem>('TECH', { query: 'music' });
    assert.deepEqual([refused.status, refused.body.code], [409, 'saved_search_exists']);
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

  it('accepts every text in quotes', async () => {
    assert.equal((await save('quoted', { query: '"a:b"' })).status, 200);
  });

  it('are removed once', async () => {
    assert.equal((await app.send('POST', '/saved-searches/quoted/remove')).status, 200);
    const again = await app.send<Problem>('POST', '/saved-searches/quoted/remove');
    assert.deepEqual([again.status, again.body.code], [404, 'saved_search_unknown']);
  });
});
