import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Removal } from '#contract/privacy/removal.ts';
import { makeRemoval } from '#scraper/make-removal.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { createIndexerWithFakes } from '#tests/support/platform/indexer-with-fakes.ts';
import { facts, NEW_YEAR, profileEvent } from '#tests/support/profile-events.ts';

const ACK = { kind: 'ack' };

function removal(over: Partial<Removal> = {}): string {
  const ada = { platform: 'instagram', native_id: '1815', username: null } as const;
  return makeRemoval({ ...ada, reason: 'gone', until: NEW_YEAR + 10, ...over }).body;
}

const storedKeys = (records: { entries: ReadonlyMap<string, unknown> }) =>
  [...records.entries.keys()].filter((key) => /^(?:profile|alias)\//.test(key)).sort();

const grace = profileEvent({ native_id: '2', username: 'grace', profile: facts({ username: 'grace' }) });

describe('a removal', () => {
  it('removes the record, the aliases of all handles, and the document, of that person alone', async () => {
    const { indexer, records, search } = createIndexerWithFakes();
    await indexer.handle([profileEvent({ username: 'ada_old', profile: facts({ username: 'ada_old' }) })]);
    await indexer.handle([profileEvent({ fetched_at: NEW_YEAR + 1 }), grace]);
    assert.deepEqual(await indexer.handle([removal()]), [ACK]);
    assert.deepEqual(storedKeys(records), ['alias/instagram:@grace', 'profile/instagram:2']);
    assert.deepEqual([...search.documents.keys()], ['instagram:2']);
    assert.match(await indexer.metrics(), /events_total\{outcome="removed"\} 1/);
  });

  it('finds the person by a handle', async () => {
    const { indexer, records, search } = createIndexerWithFakes();
    await indexer.handle([profileEvent()]);
    await indexer.handle([removal({ native_id: null, username: '@Ada' })]);
    assert.deepEqual(storedKeys(records), []);
    assert.equal(search.documents.size, 0);
  });

  it('refuses what was read before it, and accepts what is read later', async () => {
    const { indexer, records, search } = createIndexerWithFakes();
    await indexer.handle([profileEvent()]);
    await indexer.handle([removal()]);
    const byHandle = profileEvent({ native_id: null });
    assert.deepEqual(await indexer.handle([profileEvent(), byHandle]), [ACK, ACK]);
    assert.deepEqual(storedKeys(records), []);
    assert.match(await indexer.metrics(), /events_total\{outcome="suppressed"\} 2/);
    await indexer.handle([profileEvent({ fetched_at: NEW_YEAR + 11 })]);
    assert.deepEqual([...search.documents.keys()], ['instagram:1815']);
  });

  it('that is delivered again does not remove what was read after it', async () => {
    const { indexer, search } = createIndexerWithFakes();
    await indexer.handle([removal()]);
    await indexer.handle([profileEvent({ fetched_at: NEW_YEAR + 11 })]);
    assert.deepEqual(await indexer.handle([removal()]), [ACK]);
    assert.deepEqual([...search.documents.keys()], ['instagram:1815']);
  });

  it('without a time refuses every reading, by each name that the person had', async () => {
    const { indexer, records } = createIndexerWithFakes();
    await indexer.handle([profileEvent({ username: 'ada_old', profile: facts({ username: 'ada_old' }) })]);
    await indexer.handle([profileEvent({ fetched_at: NEW_YEAR + 1 })]);
    await indexer.handle([removal({ native_id: null, username: 'ada', reason: 'forgotten', until: null })]);
    await indexer.handle([
      profileEvent({ native_id: null, fetched_at: NEW_YEAR + 1e9 }),
      profileEvent({ native_id: null, username: 'ada_old', profile: null, fetched_at: NEW_YEAR + 1e9 }),
      profileEvent({ username: null, profile: null, fetched_at: NEW_YEAR + 1e9 }),
    ]);
    assert.deepEqual(storedKeys(records), []);
  });

  it('leaves a handle to the account that has it now', async () => {
    const { indexer, records, search } = createIndexerWithFakes();
    await indexer.handle([profileEvent()]);
    const heir = profileEvent({ native_id: '99', fetched_at: NEW_YEAR + 5 });
    await indexer.handle([heir]);
    await indexer.handle([removal({ username: 'ada', reason: 'forgotten', until: null })]);
    assert.deepEqual([...search.documents.keys()], ['instagram:99']);
    assert.deepEqual(storedKeys(records), ['alias/instagram:@ada', 'profile/instagram:99']);
    await indexer.handle([{ ...heir, fetched_at: NEW_YEAR + 6 }]);
    assert.equal(search.documents.size, 1);
  });

  it('keeps no name in the list, only hashes', async () => {
    const { indexer, records } = createIndexerWithFakes();
    await indexer.handle([profileEvent()]);
    await indexer.handle([removal({ username: 'ada', reason: 'forgotten', until: null })]);
    const text = JSON.stringify([...records.entries.values()]);
    assert.ok(records.entries.size > 0);
    assert.doesNotMatch(text, /ada|1815|lovelace/i);
  });

  it('also removes what a writer stores at the same time', async () => {
    const stored = createFakeRecords();
    let isFirst = true;
    // The write of the profile is held up until a removal in another process has ended.
    const slow = createIndexerWithFakes({
      records: {
        ...stored,
        async put(entries) {
          const holds = isFirst && entries.some(({ key }) => key.startsWith('profile/'));
          if (holds) {
            isFirst = false;
            await other.indexer.handle([removal({ reason: 'forgotten', until: null })]);
          }
          return stored.put(entries);
        },
      },
    });
    const other = createIndexerWithFakes({ records: stored, search: slow.search });
    assert.deepEqual(await slow.indexer.handle([profileEvent(), grace]), [ACK, ACK]);
    assert.deepEqual([...slow.search.documents.keys()], ['instagram:2']);
    assert.deepEqual(storedKeys(stored), ['alias/instagram:@grace', 'profile/instagram:2']);
  });
});
