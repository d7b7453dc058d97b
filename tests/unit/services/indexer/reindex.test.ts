import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReindex } from '#indexer/admin/reindex.ts';
import { CorruptStoreError } from '#ports/errors.ts';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import { createSuppressionList } from '#runtime/privacy/suppression-list.ts';
import { createFakeAnalytics } from '#tests/support/platform/indexer-harness.ts';
import { createIndexerWithFakes } from '#tests/support/platform/indexer-with-fakes.ts';
import { facts, profileEvent } from '#tests/support/profile-events.ts';

const signal = new AbortController().signal;
const waitForBacking = <T>(work: () => Promise<T>) => work();

/** Records and an index of `count` profiles. */
async function indexed(count: number) {
  const { records, search, indexer } = createIndexerWithFakes();
  const events = Array.from({ length: count }, (_, i) =>
    profileEvent({
      event_id: `event-${i}`.padEnd(16, '.'),
      native_id: String(i),
      username: `user${i}`,
      profile: facts({ username: `user${i}` }),
    }),
  );
  await indexer.handle(events);
  assert.equal(await search.count(), count);
  const analytics = createFakeAnalytics();
  const suppressions = createSuppressionList(records, createPersonHash('test'));
  const reindex = createReindex({ records, search, analytics, waitForBacking, suppressions });
  const run = async (options?: { allowShrink?: boolean }) =>
    (await reindex.begin(options))?.(() => {}, signal);
  return { records, search, run, begin: reindex.begin };
}

const profileKeys = (entries: ReadonlyMap<string, unknown>) =>
  [...entries.keys()].filter((key) => key.startsWith('profile/'));

for (const lost of [1, 10, 20]) {
  test(`a reindex over records that lost ${lost} of 20 profiles keeps the old index`, async () => {
    const { records, search, run } = await indexed(20);
    for (const key of profileKeys(records.entries).slice(0, lost)) records.entries.delete(key);
    await assert.rejects(run(), { name: 'ShrinkError' });
    assert.equal(await search.count(), 20);
  });

  test(`--allow-shrink reindexes the records that lost ${lost} of 20 profiles`, async () => {
    const { records, search, run } = await indexed(20);
    for (const key of profileKeys(records.entries).slice(0, lost)) records.entries.delete(key);
    assert.equal(await run({ allowShrink: true }), 20 - lost);
    assert.equal(await search.count(), 20 - lost);
  });
}

test('progress counts the profiles and knows their number from the start', async () => {
  const { begin } = await indexed(250);
  const seen: [documents: number, total: number][] = [];
  await (await begin())?.((documents, total) => seen.push([documents, total]), signal);
  assert.deepEqual(seen, [
    [100, 250],
    [200, 250],
    [250, 250],
  ]);
});

test('a scan that skips records keeps the old index', async () => {
  const { records, search, run } = await indexed(20);
  const scan = records.scan.bind(records);
  records.scan = async function* (prefix, options) {
    for await (const page of scan(prefix, options)) yield page.slice(1);
  };
  await assert.rejects(run(), { name: 'ShrinkError' });
  assert.equal(await search.count(), 20);
});

test('a record that is not readable stops the reindex and is named', async () => {
  const { records, search, run } = await indexed(20);
  const [key = ''] = profileKeys(records.entries);
  records.entries.set(key, { key, revision: 1, value: '{"v":1,"id' });
  await assert.rejects(run(), (error: Error) => {
    assert.ok(error instanceof CorruptStoreError);
    assert.ok(error.message.includes(key));
    return true;
  });
  assert.equal(await search.count(), 20);
});

test('an index that cannot be read is rebuilt from what the records hold', async () => {
  const { search, run } = await indexed(20);
  search.count = () => Promise.reject(new CorruptStoreError('damaged', { command: ['reindex'] }));
  assert.equal(await run(), 20);
});

test('an empty instance reindexes to an empty index', async () => {
  const { run } = await indexed(0);
  assert.equal(await run(), 0);
});

test('records with more profiles than the index rebuild it', async () => {
  const { search, run } = await indexed(20);
  search.documents.clear();
  assert.equal(await run(), 20);
  assert.equal(search.documents.size, 20);
});

test('a second reindex is refused while one runs', async () => {
  const { begin } = await indexed(2);
  const first = await begin();
  assert.equal(await begin(), undefined);
  assert.equal(await first?.(() => {}, signal), 2);
  assert.equal(await (await begin())?.(() => {}, signal), 2);
});

test('a reindex that fails on a full disk reports that, and does not block the next one', async () => {
  const { records, search, run } = await indexed(2);
  const { releaseLease } = records;
  const { rebuild } = search;
  const fail = (message: string) => () => Promise.reject(new Error(message));
  records.releaseLease = fail('no room for the release');
  search.rebuild = fail('no room for the index');
  await assert.rejects(run(), { message: 'no room for the index' });
  Object.assign(records, { releaseLease });
  Object.assign(search, { rebuild });
  assert.equal(await run(), 2);
});

test('a reindex that could not ask for its turn does not block the next one', async () => {
  const { records, run } = await indexed(2);
  const { acquireLease } = records;
  records.acquireLease = () => Promise.reject(new Error('no room'));
  await assert.rejects(run(), { message: 'no room' });
  Object.assign(records, { acquireLease });
  assert.equal(await run(), 2);
});
