import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStoresCheck } from '#indexer/admin/compare-stores.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { QueueStats } from '#ports/queue.ts';
import { createFakeQueue } from '#tests/support/fakes/fake-queue.ts';
import { createIndexerWithFakes } from '#tests/support/platform/indexer-with-fakes.ts';
import { facts, posts, profileEvent } from '#tests/support/profile-events.ts';

const eventOf = (i: number) =>
  profileEvent({
    event_id: `event-${i}`.padEnd(16, '.'),
    native_id: String(i),
    username: `user${i}`,
    profile: facts({ username: `user${i}` }),
  });

const KEPT_MS = 30_000;

async function stores(profiles: number, events: Partial<QueueStats> = {}) {
  const { records, search, indexer } = createIndexerWithFakes();
  await indexer.handle(Array.from({ length: profiles }, (_, i) => eventOf(i)));
  const queue = createFakeQueue();
  queue.stats = async () => [
    {
      name: 'profile-events',
      ready: 0,
      inFlight: 0,
      delayed: 0,
      dead: 0,
      oldestMs: null,
      ...events,
    } as QueueStats,
  ];
  const clock = { ms: 0 };
  const check = createStoresCheck({ queue, records, search, now: () => clock.ms });
  return { records, search, indexer, clock, check };
}

test('stores that belong together pass', async () => {
  const { check } = await stores(20);
  await check();
});

test('an empty instance passes', async () => {
  const { check } = await stores(0);
  await check();
});

for (const left of [0, 1, 19]) {
  test(`an index of 20 profiles over records with ${left} fails`, async () => {
    const { records, check } = await stores(20);
    const keys = [...records.entries.keys()].filter((key) => key.startsWith('profile/'));
    for (const key of keys.slice(left)) records.entries.delete(key);
    await assert.rejects(check(), { name: 'StoresDifferError' });
  });
}

test('an emptied index fails, and passes again after it was rebuilt', async () => {
  const { search, check } = await stores(20);
  const documents = [...search.documents.values()];
  search.documents.clear();
  await assert.rejects(check(), { hint: { command: ['reindex'] } });
  await assert.rejects(check(), { hint: { command: ['reindex'] } });
  for (const one of documents) search.documents.set(one.profile.id, one);
  await check();
});

test('an index of other profiles fails', async () => {
  const { search, check } = await stores(20);
  const one = [...search.documents.values()][0];
  assert.ok(one);
  search.documents.clear();
  search.documents.set('instagram:other', { ...one, profile: { ...one.profile, id: 'instagram:other' } });
  await assert.rejects(check(), { name: 'StoresDifferError' });
});

for (const busy of [{ ready: 1 }, { inFlight: 1 }, { delayed: 1 }, { dead: 5 }]) {
  test(`profiles that are not in the index pass while the queue has ${JSON.stringify(busy)}`, async () => {
    const { search, check } = await stores(20, busy);
    search.documents.clear();
    await check();
  });
}

test('profiles of which only posts are known are not expected in the index', async () => {
  const { search, indexer, check } = await stores(0);
  await indexer.handle([
    profileEvent({
      event_id: 'event-posts.....',
      native_id: '7',
      username: null,
      profile: null,
      posts: posts(2),
    }),
  ]);
  assert.equal(search.documents.size, 0);
  await check();
});

test('stores that cannot be read pass: their own checks fail', async () => {
  const { search, check } = await stores(20);
  search.count = () => Promise.reject(new UnavailableError('away'));
  await check();
});

test('a good result is used again for a while, and a loss is noticed after it', async () => {
  const { search, clock, check } = await stores(20);
  await check();
  search.documents.clear();
  clock.ms = KEPT_MS - 1;
  await check();
  clock.ms = KEPT_MS;
  await assert.rejects(check(), { name: 'StoresDifferError' });
});

test('a comparison that hangs does not fail the check', async () => {
  const { search, check } = await stores(20);
  search.count = () => new Promise(() => {});
  await check();
});
