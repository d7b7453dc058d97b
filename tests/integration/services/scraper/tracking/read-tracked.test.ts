import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Removal } from '#contract/privacy/removal.ts';
import type { TrackedProfile } from '#contract/sources/tracked-profile.ts';
import { eraseTracked } from '#runtime/privacy/erase-tracked.ts';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import { createSuppressionList } from '#runtime/privacy/suppression-list.ts';
import { createOwnerOf } from '#scraper/avatars/avatar-owner.ts';
import { createPictureConverter } from '#scraper/avatars/picture/convert-picture.ts';
import { createAvatarPreparer } from '#scraper/avatars/prepare-avatar.ts';
import { createEventBuilder } from '#scraper/event.ts';
import { SourceFault } from '#scraper/sources/live/source-fault.ts';
import type { ReadDeps, ReadRequest } from '#scraper/tracking/read-tracked.ts';
import { readTracked } from '#scraper/tracking/read-tracked.ts';
import { createTrackStore } from '#scraper/tracking/track-store.ts';
import { createFakeNetwork } from '#tests/support/fakes/fake-network.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';

const NOW = Date.UTC(2026, 5, 1);
const HOUR = 3_600_000;
const hashKey = createPersonHash('test');

function setUp() {
  const network = createFakeNetwork(30, NOW);
  const records = createFakeRecords();
  const tracks = createTrackStore(records);
  const prepareAvatar = createAvatarPreparer({
    converter: createPictureConverter(),
    fetches: false,
    onError: () => {},
  });
  const published: string[] = [];
  const removed: Removal[] = [];
  const clock = { now: NOW };
  const deps: ReadDeps = {
    records,
    suppressions: createSuppressionList(records, hashKey),
    tracks,
    buildEvent: createEventBuilder(prepareAvatar, { ownerOf: createOwnerOf(hashKey) }),
    async publish(events, _signal, removals = []) {
      published.push(
        ...events.map(({ message }) => (JSON.parse(message.body) as { username: string }).username),
      );
      removed.push(...removals.map(({ body }) => JSON.parse(body) as Removal));
    },
    refreshOf: () => true,
    now: () => clock.now,
  };
  const read = (ids: readonly string[], request: Partial<ReadRequest> = {}) =>
    readTracked(
      { source: network.source, ids, holder: 'one', isFresh: () => false, ...request },
      deps,
      new AbortController().signal,
    );
  const tracked = async (id: string) => (await tracks.read('bluesky', [id])).get(id)?.profile;
  return { network, records, tracks, published, removed, clock, deps, read, tracked };
}

test('a profile that was read is tracked, and found when it is due', async () => {
  const { read, tracks, tracked } = setUp();
  const { outcomes } = await read(['a9', 'a12']);
  assert.deepEqual(
    [...outcomes],
    [
      ['a9', 'updated'],
      ['a12', 'updated'],
    ],
  );
  const { followers, fetched_at, due_at, claim } = (await tracked('a9')) as TrackedProfile;
  assert.deepEqual([followers, fetched_at, claim], [1_000, NOW, null]);
  const other = (await tracked('a12'))?.due_at;
  assert.equal(await tracks.nextDueAt('bluesky'), Math.min(due_at ?? 0, other ?? 0));
  assert.deepEqual(await tracks.due('bluesky', NOW, 10), []);
  const late = await tracks.due('bluesky', NOW + 40 * 24 * HOUR, 10);
  assert.deepEqual(late.map(({ profile }) => profile.id).sort(), ['a12', 'a9']);
});

test('a profile that is fresh is not read again', async () => {
  const { read, network } = setUp();
  await read(['a1']);
  const { outcomes } = await read(['a1', 'a2'], { isFresh: ({ fetched_at }) => fetched_at >= NOW });
  assert.deepEqual(
    [...outcomes],
    [
      ['a1', 'fresh'],
      ['a2', 'updated'],
    ],
  );
  assert.deepEqual(network.asked.ids, ['a1', 'a2']);
});

test('a profile that one process reads is busy for the others', async () => {
  const { read, network, published } = setUp();
  let during: Promise<unknown> | undefined;
  network.beforeAnswer = () => {
    network.beforeAnswer = () => {};
    during = read(['a1', 'a2'], { holder: 'two' });
  };
  await read(['a1']);
  const { outcomes } = (await during) as Awaited<ReturnType<typeof read>>;
  assert.deepEqual(Object.fromEntries(outcomes), { a1: 'busy', a2: 'updated' });
  assert.deepEqual(published.sort(), ['a1', 'a2']);
});

test('the claim of a process that was killed ends, and at once for the same work', async () => {
  const { read, network, records, clock } = setUp();
  const before = new Map(records.entries);
  await read(['a1']);
  const claimed = JSON.parse(records.entries.get('tracked/bluesky/a1')?.value ?? '') as TrackedProfile;
  records.entries.clear();
  for (const [key, entry] of before) records.entries.set(key, entry);
  const value = JSON.stringify({ ...claimed, claim: { holder: 'dead', until: NOW + 45_000 } });
  await records.put([{ key: 'tracked/bluesky/a1', value, expectedRevision: 0 }]);

  assert.equal((await read(['a1'])).outcomes.get('a1'), 'busy');
  assert.equal((await read(['a1'], { holder: 'dead' })).outcomes.get('a1'), 'updated');
  await records.put([{ key: 'tracked/bluesky/a1', value, expectedRevision: 3 }]);
  clock.now += 60_000;
  assert.equal((await read(['a1'])).outcomes.get('a1'), 'updated');
  assert.equal(network.asked.ids.length, 3);
});

test('an account that is gone is removed and no longer tracked', async () => {
  const { read, network, removed, tracked, tracks, clock } = setUp();
  await read(['a1', 'a2']);
  network.absent.set('a1', 'gone').set('a2', 'opted_out');
  clock.now += HOUR;
  const { outcomes } = await read(['a1', 'a2']);
  assert.deepEqual(Object.fromEntries(outcomes), { a1: 'gone', a2: 'opted_out' });
  assert.deepEqual(
    removed.map(({ native_id, reason, until }) => [native_id, reason, until]),
    [
      ['a1', 'gone', clock.now],
      ['a2', 'opted_out', clock.now],
    ],
  );
  assert.equal(await tracked('a1'), undefined);
  assert.equal(await tracks.nextDueAt('bluesky'), null);
});

test('an account that was never stored leaves no trace when it is absent', async () => {
  const { read, network, removed, records } = setUp();
  network.absent.set('a1', 'gone');
  await read(['a0', 'a1'], { minFollowers: 500 });
  assert.deepEqual([removed, [...records.entries.keys()]], [[], []]);
});

test('reports a new handle separately from new figures', async () => {
  const { read, network } = setUp();
  await read(['a1']);
  network.names.set('a1', 'renamed');
  assert.equal((await read(['a1'])).outcomes.get('a1'), 'renamed');
});

test('a fault gives the claims back and keeps what is tracked', async () => {
  const { read, network, tracked } = setUp();
  await read(['a1']);
  network.beforeAnswer = () => {
    throw new SourceFault('passing', 'answered 503');
  };
  await assert.rejects(read(['a1', 'a2']), SourceFault);
  assert.equal((await tracked('a1'))?.claim, null);
  assert.equal(await tracked('a2'), undefined);
});

test('no more profiles are published than there is room for', async () => {
  const { read, published } = setUp();
  await read(['a1']);
  const { outcomes } = await read(['a1', 'a2', 'a3'], { limit: 2, isFresh: () => true });
  assert.deepEqual(Object.fromEntries(outcomes), { a1: 'fresh', a2: 'updated', a3: 'left' });
  assert.deepEqual(published, ['a1', 'a2']);
});

test('a person who is forgotten is no longer tracked, and leaves running discoveries', async () => {
  const { read, records } = setUp();
  await read(['a1', 'a2']);
  const pool = ['a1', 'a2', 'a3'].map((id) => ({ id, score: 1 }));
  const snowball = { left: 1, best: ['a1'], wave: [], page_limit: 0 };
  const value = JSON.stringify({ pool, next: 2, snowball });
  await records.put([{ key: 'discovery:run', value, expectedRevision: 0 }]);
  await eraseTracked(records, [{ platform: 'bluesky', native_id: 'a1', usernames: [] }]);
  const left = [...records.entries.values()].map(({ key, value: text }) => `${key} ${text}`);
  assert.ok(!left.some((text) => text.includes('a1')), left.join('\n'));
  assert.deepEqual(left.filter((text) => text.includes('a2')).length, 3);
  assert.equal((JSON.parse(records.entries.get('discovery:run')?.value ?? '') as { next: number }).next, 1);
});
