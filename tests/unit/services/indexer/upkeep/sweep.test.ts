import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sweep } from '#indexer/upkeep/sweep.ts';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import type { Suppression, SuppressionList } from '#runtime/privacy/suppression-list.ts';
import { createSuppressionList } from '#runtime/privacy/suppression-list.ts';
import { createFakeQueue } from '#tests/support/fakes/fake-queue.ts';
import { createIndexerWithFakes } from '#tests/support/platform/indexer-with-fakes.ts';
import { facts, NEW_YEAR, profileEvent } from '#tests/support/profile-events.ts';

const ADA = { platform: 'instagram', native_id: '1815', usernames: ['ada'] } as const;
const grace = profileEvent({ native_id: '2', username: 'grace', profile: facts({ username: 'grace' }) });

/** Stored people, and a list that refuses Ada without her having been removed: as after a crash or a restore. */
async function interrupted(until: number | null = null) {
  const { indexer, records, search } = createIndexerWithFakes();
  await indexer.handle([profileEvent(), grace]);
  const hashKey = createPersonHash(null);
  const suppressions = createSuppressionList(records, hashKey);
  const pending: Suppression[] = suppressions
    .hashesOf(ADA)
    .map((hash) => ({ hash, until, reason: 'forgotten', at: NEW_YEAR, pending: true }));
  await suppressions.add(pending);
  const queue = createFakeQueue();
  const run = (renew = async () => {}) =>
    sweep(pending, { records, search, queue, suppressions, now: () => NEW_YEAR }, renew);
  const isPending = async (list: SuppressionList = suppressions) => {
    await list.load();
    return list.entries().some((entry) => entry.pending);
  };
  return { records, search, queue, run, isPending };
}

const named = (records: { entries: ReadonlyMap<string, unknown> }) =>
  [...records.entries.keys()].filter((key) => /1815|ada/.test(key));

describe('the look for people who were removed before', () => {
  it('removes the people whom the list refuses, keeps the others, and settles the entries', async () => {
    const { records, search, run, isPending, queue } = await interrupted();
    assert.equal(await isPending(), true);
    assert.equal(await run(), 2);
    assert.deepEqual(named(records), []);
    assert.deepEqual([...search.documents.keys()], ['instagram:2']);
    assert.equal(await isPending(), false);
    assert.ok(queue.jobs.some(({ body }) => body.includes('"erasure"')));
  });

  it('finds what a removal has left: an alias, a list of handles, a planned refresh', async () => {
    const { records, run } = await interrupted();
    await run();
    await records.put([
      {
        key: 'alias/instagram:@ada',
        value: JSON.stringify({ v: 1, id: 'instagram:1815', at: 1 }),
        expectedRevision: 0,
      },
      {
        key: 'handles/instagram:1815',
        value: JSON.stringify({ v: 1, handles: ['instagram:@ada'] }),
        expectedRevision: 0,
      },
      {
        key: 'tracked/instagram/1815',
        value: JSON.stringify({
          ...{ v: 1, source: 'instagram', id: '1815', platform: 'instagram', native_id: '1815' },
          ...{ username: 'ada', followers: 1, last_post_at: null, etag: null },
          ...{ fetched_at: 1, due_at: null, claim: null },
        }),
        expectedRevision: 0,
      },
    ]);
    await run();
    assert.deepEqual(named(records), []);
  });

  it('leaves a person who was read after the time of the entry', async () => {
    const { search, run } = await interrupted(NEW_YEAR - 1);
    assert.equal(await run(), 0);
    assert.equal(search.documents.size, 2);
  });

  it('can be repeated after it was interrupted', async () => {
    const { records, run, isPending } = await interrupted();
    let pages = 0;
    const takenOver = new Error('Another process took over');
    const renew = async () => {
      if (++pages === 2) throw takenOver;
    };
    await assert.rejects(run(renew), (error) => error === takenOver);
    assert.equal(await isPending(), true);
    await run();
    assert.deepEqual([named(records), await isPending()], [[], false]);
  });
});
