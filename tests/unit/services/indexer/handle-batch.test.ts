import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { createFakeAnalytics, createIndexerHarness } from '#tests/support/platform/indexer-harness.ts';
import { createIndexerWithFakes } from '#tests/support/platform/indexer-with-fakes.ts';
import { facts, NEW_YEAR, profileEvent } from '#tests/support/profile-events.ts';

const ACK = { kind: 'ack' };

const other = profileEvent({ native_id: '2', username: 'grace', profile: facts({ username: 'grace' }) });
const underHandle = profileEvent({ native_id: null, source: 'bluesky', fetched_at: NEW_YEAR - 5 });

describe('the indexer', () => {
  it('writes the record and the document, the document with the record’s revision', async () => {
    const { indexer, records, search } = createIndexerWithFakes();
    assert.deepEqual(await indexer.handle([profileEvent(), other]), [ACK, ACK]);
    assert.deepEqual([...search.documents.keys()], ['instagram:1815', 'instagram:2']);
    assert.equal(
      search.documents.get('instagram:1815')?.version,
      records.entries.get('profile/instagram:1815')?.revision,
    );
    assert.match(await indexer.metrics(), /events_total\{outcome="indexed"\} 2/);
  });

  it('does not write a record again that an event does not change, but its document', async () => {
    const { indexer, records, search } = createIndexerWithFakes();
    await indexer.handle([profileEvent()]);
    search.documents.clear();
    assert.deepEqual(await indexer.handle([profileEvent()]), [ACK]);
    assert.equal(records.entries.get('profile/instagram:1815')?.revision, 1);
    assert.equal(search.documents.get('instagram:1815')?.version, 1);
  });

  it('writes new profiles without reading them first, and reads those that are there after all', async () => {
    const records = createFakeRecords();
    const asked: string[][] = [];
    const get = (keys: readonly string[]) => {
      if (!keys.includes('suppression')) asked.push([...keys]);
      return records.get(keys);
    };
    const { indexer, search } = createIndexerWithFakes({ records: { ...records, get } });
    await indexer.handle([profileEvent(), other]);
    assert.deepEqual(asked, [['profile/instagram:@ada', 'profile/instagram:@grace']]);

    asked.length = 0;
    const newer = profileEvent({ fetched_at: NEW_YEAR + 1, profile: facts({ followers: 5 }) });
    assert.deepEqual(await indexer.handle([newer]), [ACK]);
    assert.ok(asked.some((keys) => keys.includes('profile/instagram:1815')));
    assert.equal(records.entries.get('profile/instagram:1815')?.revision, 2);
    assert.equal(search.documents.get('instagram:1815')?.profile.followers, 5);
  });

  it('reads first what was in hand before', async () => {
    const records = createFakeRecords();
    let isWritten = false;
    let wasReadFirst = false;
    const { indexer } = createIndexerWithFakes({
      records: {
        ...records,
        get: (keys) => {
          if (!isWritten && keys.includes('profile/instagram:1815')) wasReadFirst = true;
          return records.get(keys);
        },
        put: (entries) => {
          isWritten = true;
          return records.put(entries);
        },
      },
    });
    await indexer.handle([profileEvent()], { attempt: 2 });
    assert.ok(wasReadFirst);
  });

  it('takes several events of one profile in one batch together', async () => {
    const { indexer, records, search } = createIndexerWithFakes();
    const newer = profileEvent({ fetched_at: NEW_YEAR + 1, profile: facts({ followers: 5 }) });
    assert.deepEqual(await indexer.handle([newer, profileEvent(), profileEvent()]), [ACK, ACK, ACK]);
    assert.equal(search.documents.get('instagram:1815')?.profile.followers, 5);
    assert.equal(records.entries.get('profile/instagram:1815')?.revision, 1);
  });

  it('keeps posts until the facts come', async () => {
    const { indexer, search } = createIndexerWithFakes();
    const postsOnly = profileEvent({ profile: null, username: null });
    assert.deepEqual(await indexer.handle([postsOnly]), [ACK]);
    assert.equal(search.documents.size, 0);
    assert.match(await indexer.metrics(), /events_total\{outcome="posts_only"\} 1/);
    await indexer.handle([profileEvent({ posts: [] })]);
    assert.equal(search.documents.size, 1);
  });

  it('drops what is no event, with the reason, and takes the rest of the batch', async () => {
    const { indexer, search } = createIndexerWithFakes();
    const [bad, good] = await indexer.handle(['{', profileEvent()]);
    assert.match(bad?.kind === 'drop' ? bad.reason : '', /not JSON/);
    assert.deepEqual(good, ACK);
    assert.equal(search.documents.size, 1);
  });
});

describe('handles', () => {
  for (const [name, batches] of [
    ['the handle first', [[underHandle], [profileEvent()]]],
    ['the native id first', [[profileEvent()], [underHandle]]],
    ['both in one batch', [[underHandle, profileEvent()]]],
  ] as const) {
    it(`join the native id: ${name}`, async () => {
      const { indexer, records, search } = createIndexerWithFakes();
      for (const batch of batches) await indexer.handle(batch);
      assert.deepEqual([...search.documents.keys()], ['instagram:1815']);
      assert.deepEqual([...records.entries.keys()].sort(), [
        'alias/instagram:@ada',
        'profile/instagram:1815',
      ]);
      const record = JSON.parse(records.entries.get('profile/instagram:1815')?.value ?? '');
      assert.deepEqual([record.native_id, record.snapshots.length], ['1815', 2]);
    });
  }

  it('are compared without regard to case and sign', async () => {
    const { indexer, search } = createIndexerWithFakes();
    await indexer.handle([profileEvent({ username: 'Ada' })]);
    await indexer.handle([profileEvent({ native_id: null, username: '@ADA', source: 'csv' })]);
    assert.deepEqual([...search.documents.keys()], ['instagram:1815']);
  });

  it('pass to the account that was seen under them last', async () => {
    const { indexer, records } = createIndexerWithFakes();
    await indexer.handle([profileEvent({ native_id: '7', fetched_at: NEW_YEAR + 1 }), profileEvent()]);
    await indexer.handle([profileEvent({ native_id: null, fetched_at: NEW_YEAR + 2, source: 'csv' })]);
    const snapshots = (id: string) =>
      JSON.parse(records.entries.get(`profile/instagram:${id}`)?.value ?? '').snapshots.length;
    assert.deepEqual([snapshots('7'), snapshots('1815')], [2, 1]);
  });

  it('leave no second profile when another writer is at the same handle', async () => {
    // Every interleaving of one foreign batch with the calls of ours, in both roles.
    const pairs = [
      [underHandle, profileEvent()],
      [profileEvent(), underHandle],
    ] as const;
    for (const [ours, theirs] of pairs) {
      for (let n = 1; n <= 12; n++) {
        const { records, search, indexer } = createIndexerWithFakes();
        let calls = 0;
        const interrupted = <T extends object>(port: T): T =>
          new Proxy(port, {
            get: (target, method) => {
              const value = Reflect.get(target, method);
              if (typeof value !== 'function' || method === 'scan') return value;
              return async (...args: unknown[]) => {
                if (++calls === n) await indexer.handle([theirs]);
                return value.apply(target, args);
              };
            },
          });
        const slow = createIndexerHarness({
          records: interrupted(records),
          search: interrupted(search),
          analytics: createFakeAnalytics(),
        });
        assert.deepEqual(await slow.handle([ours]), [ACK]);
        if (calls < n) await indexer.handle([theirs]);
        const where = `ours ${ours.source}, theirs before call ${n}`;
        assert.deepEqual([...search.documents.keys()], ['instagram:1815'], where);
        assert.deepEqual(
          [...records.entries.keys()].sort(),
          ['alias/instagram:@ada', 'profile/instagram:1815'],
          where,
        );
        const record = JSON.parse(records.entries.get('profile/instagram:1815')?.value ?? '');
        assert.equal(record.snapshots.length, 2, where);
        assert.equal(
          search.documents.get('instagram:1815')?.version,
          records.entries.get('profile/instagram:1815')?.revision,
          where,
        );
      }
    }
  });
});
