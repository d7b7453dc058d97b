import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProfileRecord } from '#contract/profile-record.ts';
import { withPolicies } from '#domain/source-policy.ts';
import { joinRecords } from '#indexer/record/join-records.ts';
import { decodeRecord } from '#indexer/record/profile-record.ts';
import { recordOfEvent } from '#indexer/record/record-of-event.ts';
import { retain, withoutExpired } from '#indexer/upkeep/retain.ts';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import { createSuppressionList } from '#runtime/privacy/suppression-list.ts';
import { createFakeQueue } from '#tests/support/fakes/fake-queue.ts';
import { createFakeAnalytics } from '#tests/support/platform/indexer-harness.ts';
import { createIndexerWithFakes } from '#tests/support/platform/indexer-with-fakes.ts';
import { DAY_MS, facts, NEW_YEAR, post, profileEvent } from '#tests/support/profile-events.ts';

const RETENTION = new Map([['youtube', 30]]);
const NOW = NEW_YEAR + 40 * DAY_MS;

const youtube = (fetched_at: number, native_id = '1') =>
  profileEvent({
    ...{ platform: 'youtube', source: 'youtube', native_id, fetched_at },
    posts: [post(`p${fetched_at}`, { fetched_at })],
    profile: facts({ username: null, bio: `read at ${fetched_at}` }),
    username: null,
  });
const recordOf = (...events: Parameters<typeof recordOfEvent>[0][]): ProfileRecord =>
  events.map((event) => recordOfEvent(event, 'youtube:1')).reduce(joinRecords);

describe('retention', () => {
  it('leaves nothing of a person whose readings are all older than the period', () => {
    assert.equal(withoutExpired(recordOf(youtube(NEW_YEAR)), RETENTION, NOW), null);
  });

  it('drops posts and counts that are older, and keeps the later reading', () => {
    const later = NEW_YEAR + 20 * DAY_MS;
    const record = withoutExpired(recordOf(youtube(NEW_YEAR), youtube(later)), RETENTION, NOW);
    assert.deepEqual(
      record?.snapshots.map(({ fetched_at }) => fetched_at),
      [later],
    );
    assert.deepEqual(
      record?.posts.map(({ fetched_at }) => fetched_at),
      [later],
    );
    assert.deepEqual(
      record?.history.map(({ at }) => at),
      [later],
    );
  });

  it('leaves sources without a period as they are', () => {
    const record = recordOf({ ...youtube(NEW_YEAR), source: 'import' });
    assert.equal(withoutExpired(record, RETENTION, NOW), record);
  });

  it('is never longer than the policy of the source', () => {
    assert.deepEqual([...withPolicies(new Map())], [['youtube', 30]]);
    const periods = withPolicies(
      new Map([
        ['youtube', 90],
        ['import', 365],
      ]),
    );
    assert.deepEqual([periods.get('youtube'), periods.get('import')], [30, 365]);
    assert.equal(withPolicies(new Map([['youtube', 7]])).get('youtube'), 7);
  });

  it('removes the person from records and search, and accepts a later reading', async () => {
    const { indexer, records, search } = createIndexerWithFakes();
    const kept = youtube(NOW - DAY_MS, '2');
    await indexer.handle([youtube(NEW_YEAR), kept]);
    const suppressions = createSuppressionList(records, createPersonHash('test'));
    const deps = {
      records,
      search,
      suppressions,
      queue: createFakeQueue(),
      analytics: createFakeAnalytics(),
    };
    const signal = new AbortController().signal;
    const run = () => retain({ ...deps, retention: RETENTION, now: () => NOW }, async () => {}, signal);
    assert.equal(await run(), 1);
    assert.deepEqual([...search.documents.keys()], ['youtube:2']);
    assert.equal(await run(), 0);
    await indexer.handle([youtube(NEW_YEAR)]);
    assert.deepEqual([...search.documents.keys()], ['youtube:2']);
    await indexer.handle([youtube(NOW)]);
    assert.ok(search.documents.has('youtube:1'));
    assert.equal(decodeRecord(records.entries.get('profile/youtube:1')?.value ?? '').snapshots.length, 1);
  });
});
