import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MAX_ENTRIES, MAX_LISTED } from '#contract/lists/limits.ts';
import type { EntriesAdded, EntriesRemoved, ListPage, ListRenamed, Lists } from '#contract/lists/lists.ts';
import type { Problem } from '#contract/problem.ts';
import { mountListRoutes } from '#indexer/lists/list-routes.ts';
import { exportPerson } from '#indexer/people/export-person.ts';
import { removePeople } from '#indexer/removal/remove-people.ts';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import { createSuppressionList } from '#runtime/privacy/suppression-list.ts';
import { createFakeQueue } from '#tests/support/fakes/fake-queue.ts';
import type { AdminApp } from '#tests/support/platform/admin-app.ts';
import { listenWith } from '#tests/support/platform/admin-app.ts';
import { createIndexerWithFakes } from '#tests/support/platform/indexer-with-fakes.ts';
import { facts, NEW_YEAR, profileEvent } from '#tests/support/profile-events.ts';

const HOSTILE = '=cmd()\u001b[2J\n"note", <b>';

describe('lists', () => {
  const { indexer, records, search } = createIndexerWithFakes();
  const suppressions = createSuppressionList(records, createPersonHash('a secret'));
  const deps = { records, search, queue: createFakeQueue(), suppressions, now: () => NEW_YEAR };
  let app: AdminApp;
  before(async () => {
    const other = { native_id: '7', username: 'ben', profile: facts({ username: 'ben' }) };
    await indexer.handle([profileEvent(), profileEvent({ ...other, event_id: 'event-of-ben-00001' })]);
    app = await listenWith((server) => mountListRoutes(server, deps));
  });
  after(() => app.close());

  const post = <T>(path: string, body: object) => app.send<T>('POST', path, body);
  const add = (name: string, ...entries: object[]) =>
    post<EntriesAdded>(`/lists/${encodeURIComponent(name)}/entries`, { entries });
  const page = (name: string) => app.get<ListPage>(`/lists/${encodeURIComponent(name)}`);

  it('keep people with status, note and current figures, under a name in any case', async () => {
    const { body } = await add('Spring 2026', { id: 'instagram:1815', status: 'contacted', note: HOSTILE });
    assert.deepEqual([body.added, body.changed], [1, 0]);
    const [entry] = (await page('spring  2026')).data;
    assert.deepEqual(
      [entry?.id, entry?.username, entry?.followers, entry?.status, entry?.note],
      ['instagram:1815', 'ada', 10_000, 'contacted', HOSTILE],
    );
    assert.deepEqual((await app.get<Lists>('/lists')).lists, [
      { name: 'Spring 2026', created_at: new Date(NEW_YEAR).toISOString(), count: 1 },
    ]);
  });

  it('change only what is given', async () => {
    const { body } = await add('spring 2026', { id: 'instagram:1815', status: 'agreed' });
    assert.deepEqual([body.added, body.changed], [0, 1]);
    const again = await add('spring 2026', { id: 'instagram:1815', status: 'agreed' });
    assert.equal(again.body.unchanged, 1);
    const [entry] = (await page('spring 2026')).data;
    assert.deepEqual([entry?.status, entry?.note], ['agreed', HOSTILE]);
  });

  it('name a person who is added by handle by the native id', async () => {
    await add('by handle', { id: 'instagram:@ada' }, { id: 'instagram:1815', note: 'same' });
    const { data } = await page('by handle');
    assert.deepEqual(
      data.map(({ id, note }) => [id, note]),
      [['instagram:1815', 'same']],
    );
  });

  it('find a person under the handle of the entry once the native id is known', async () => {
    await add('early', { id: 'instagram:@eve' });
    await indexer.handle([
      profileEvent({ native_id: '99', username: 'eve', profile: facts({ username: 'eve' }) }),
    ]);
    assert.deepEqual(
      (await page('early')).data.map(({ id }) => id),
      ['instagram:99'],
    );
    const { body } = await post<EntriesRemoved>('/lists/early/remove', { ids: ['instagram:99'] });
    assert.equal(body.removed, 1);
  });

  it('take additions at the same time', async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `x:${i}`);
    const done = await Promise.all(ids.map((id) => add('crowd', { id })));
    assert.equal(
      done.reduce((sum, { body }) => sum + body.added, 0),
      40,
    );
    assert.equal((await page('crowd')).count, 40);
  });

  it('keep their people under another name, and do not take the name of another list', async () => {
    await add('draft', { id: 'instagram:1815', status: 'agreed', note: 'kept' });
    const done = await post<ListRenamed>('/lists/DRAFT/rename', { name: ' Final  list ' });
    assert.deepEqual(done.body, { name: 'Final list', previous_name: 'draft', count: 1 });
    assert.deepEqual(
      (await page('final list')).data.map(({ id, status, note }) => [id, status, note]),
      [['instagram:1815', 'agreed', 'kept']],
    );
    assert.equal((await app.send<Problem>('POST', '/lists/draft/rename', { name: 'x' })).status, 404);
    const upper = await post<ListRenamed>('/lists/final%20list/rename', { name: 'FINAL LIST' });
    assert.deepEqual([upper.body.name, (await page('final list')).name], ['FINAL LIST', 'FINAL LIST']);
    const taken = await post<Problem>('/lists/final%20list/rename', { name: 'Crowd' });
    assert.deepEqual([taken.status, taken.body.code], [409, 'list_exists']);
    for (const name of ['a\u001bb', ' '])
      assert.equal((await post<Problem>('/lists/crowd/rename', { name })).body.code, 'invalid_name');
    await post('/lists/final%20list/remove', {});
  });

  it('complete a renaming that was cut off', async () => {
    await add('first', { id: 'instagram:1815' });
    const { delete: remove } = records;
    records.delete = () => Promise.reject(new Error('cut off'));
    assert.equal((await post('/lists/first/rename', { name: 'second' })).status, 500);
    records.delete = remove;
    assert.equal((await post('/lists/first/rename', { name: 'second' })).status, 200);
    const names = (await app.get<Lists>('/lists')).lists.map(({ name }) => name);
    assert.deepEqual([names.includes('first'), names.includes('second')], [false, true]);
    assert.equal((await page('second')).count, 1);
    await post('/lists/second/remove', {});
  });

  it('keep those who are added while the list is renamed', async () => {
    await add('moving', { id: 'x:1' });
    const { put } = records;
    records.put = async (entries) => {
      const done = await put(entries);
      records.put = put;
      await post('/lists/moving/rename', { name: 'moved' });
      return done;
    };
    assert.equal((await add('moving', { id: 'x:2' })).status, 200);
    assert.equal((await page('moved')).count, 2);
    await post('/lists/moved/remove', {});
  });

  it('take changes of people on a full list, and refuse others', async () => {
    const { body } = await add('full', { id: 'x:0' });
    assert.equal(body.added, 1);
    for (let from = 0; from < MAX_LISTED; from += MAX_ENTRIES) {
      await add('full', ...Array.from({ length: MAX_ENTRIES }, (_, i) => ({ id: `x:${from + i}` })));
    }
    const changed = await add('full', { id: 'x:1', note: 'again' }, { id: 'x:2' });
    assert.deepEqual([changed.status, changed.body.changed, changed.body.unchanged], [200, 1, 1]);
    const over = await post<Problem>('/lists/full/entries', { entries: [{ id: 'x:1' }, { id: 'x:new' }] });
    assert.deepEqual([over.status, over.body.code], [409, 'list_full']);
    assert.equal((await page('full')).count, MAX_LISTED);
    await post('/lists/full/remove', {});
  });

  for (const [path, body, status, code] of [
    ['/lists/none/remove', {}, 404, 'list_unknown'],
    ['/lists/a%1bb/entries', { entries: [{ id: 'x:1' }] }, 400, 'invalid_name'],
    ['/lists/a%E2%80%AEb/entries', { entries: [{ id: 'x:1' }] }, 400, 'invalid_name'],
    ['/lists/a/entries', { entries: [{ id: 'nowhere:1' }] }, 400, 'id_invalid'],
    ['/lists/a/entries', { entries: [{ id: 'x:1', status: 'sold' }] }, 400, 'invalid_request'],
    ['/lists/a/entries', { entries: [] }, 400, 'invalid_request'],
  ] as const) {
    it(`answer ${status} ${code} to ${path}`, async () => {
      const answer = await post<Problem>(path, body);
      assert.deepEqual([answer.status, answer.body.code], [status, code]);
    });
  }

  it('lose a person who is forgotten, and refuse the person from then on', async () => {
    const names = { platform: 'instagram', native_id: '1815', usernames: [] } as const;
    const exported = (await exportPerson(names, deps)) as { lists: { list: string }[] };
    assert.deepEqual(exported.lists.map(({ list }) => list).sort(), ['Spring 2026', 'by handle']);
    await removePeople([{ names, reason: 'forgotten', until: null }], deps);
    assert.deepEqual((await page('spring 2026')).data, []);
    assert.equal(
      [...records.entries.keys()].some((key) => key.includes('1815')),
      false,
    );
    for (const id of ['instagram:1815', 'instagram:@ada']) {
      const { body } = await add('spring 2026', { id });
      assert.deepEqual([body.added, body.refused], [0, 1]);
    }
    assert.deepEqual((await page('spring 2026')).data, []);
  });

  it('leave nothing behind when they are deleted', async () => {
    const { body } = await post<EntriesRemoved>('/lists/crowd/remove', {});
    assert.deepEqual([body.removed, body.deleted], [40, true]);
    assert.equal(
      [...records.entries.keys()].some((key) => key.startsWith('listed/') && key.includes('x:')),
      false,
    );
  });
});
