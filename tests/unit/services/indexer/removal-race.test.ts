import assert from 'node:assert/strict';
import { it } from 'node:test';
import { UnavailableError } from '#ports/errors.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { createFakeSearchIndex } from '#tests/support/fakes/fake-search-index.ts';
import { createFakeAnalytics, createIndexerHarness } from '#tests/support/platform/indexer-harness.ts';
import { facts, NEW_YEAR, profileEvent } from '#tests/support/profile-events.ts';

const REMOVAL = {
  v: 1,
  kind: 'removal',
  event_id: 'a'.repeat(64),
  platform: 'instagram',
  native_id: '1815',
  username: null,
  reason: 'forgotten',
  until: null,
} as const;

const byHandle = profileEvent({
  native_id: null,
  source: 'list',
  fetched_at: NEW_YEAR + 5,
  profile: facts({ bio: 'Only the handle is known here' }),
});
const byId = profileEvent({ fetched_at: NEW_YEAR + 5, profile: facts({ bio: 'A newer bio' }) });

for (const [name, event] of [
  ['only its handle', byHandle],
  ['its id', byId],
] as const) {
  it(`a person who is removed between the record and the document of an event with ${name} stays removed`, async () => {
    const records = createFakeRecords();
    const search = createFakeSearchIndex();
    const parts = { records, search, analytics: createFakeAnalytics() };
    const remover = createIndexerHarness(parts);
    assert.deepEqual(await remover.handle([profileEvent()]), [{ kind: 'ack' }]);
    const writer = createIndexerHarness({
      ...parts,
      search: {
        ...search,
        async upsert(items) {
          assert.deepEqual(await remover.handle([REMOVAL]), [{ kind: 'ack' }]);
          return search.upsert(items);
        },
      },
    });
    assert.deepEqual(await writer.handle([event]), [{ kind: 'ack' }]);
    assert.deepEqual([...search.documents.keys()], []);
    assert.deepEqual(
      [...records.entries.keys()].filter((key) => /^(?:profile|alias)\//.test(key)),
      [],
    );
  });
}

it('a person who is removed while the first attempt of a batch fails does not stay because of it', async () => {
  const records = createFakeRecords();
  const search = createFakeSearchIndex();
  const parts = { records, search, analytics: createFakeAnalytics() };
  const remover = createIndexerHarness(parts);
  let isDown = false;
  let attempts = 0;
  const assertUp = () => {
    if (isDown) throw new UnavailableError('the index is away');
  };
  const writer = createIndexerHarness({
    ...parts,
    search: {
      ...search,
      async upsert(items) {
        if (items[0]?.profile.id !== 'instagram:1815' || ++attempts > 1) return search.upsert(items);
        assert.deepEqual(await remover.handle([REMOVAL]), [{ kind: 'ack' }]);
        await search.upsert(items);
        // Another batch learns of the removal.
        assert.deepEqual(await writer.handle([other]), [{ kind: 'ack' }]);
        isDown = true;
        setImmediate(() => (isDown = false));
        throw new UnavailableError('the index is away');
      },
      async delete(ids) {
        assertUp();
        return search.delete(ids);
      },
    },
  });
  const other = profileEvent({ native_id: '7', username: 'ben', profile: facts({ username: 'ben' }) });
  assert.deepEqual(await writer.handle([byId]), [{ kind: 'ack' }]);
  assert.deepEqual([...search.documents.keys()], ['instagram:7']);
  assert.deepEqual(
    [...records.entries.keys()].filter((key) => /^(?:profile|alias)\/.*(?:1815|ada)/.test(key)),
    [],
  );
});
