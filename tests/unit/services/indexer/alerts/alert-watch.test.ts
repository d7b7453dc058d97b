import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQueryMatcher } from '#adapters/search/matcher/query-matcher.ts';
import { NO_ALERTS } from '#contract/saved/saved-search.ts';
import { createAlertWatch } from '#indexer/alerts/alert-watch.ts';
import { recoverAlerts } from '#indexer/alerts/recover-alerts.ts';
import type { OutboxEntry } from '#runtime/alerts/alert-keys.ts';
import { OUTBOX_PREFIX } from '#runtime/alerts/alert-keys.ts';
import { removeSavedSearch, saveSearch } from '#runtime/saved/saved-store.ts';
import { makeDocument } from '#tests/contract/search-index/fixtures.ts';
import type { FakeRecords } from '#tests/support/fakes/fake-records.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { createFakeSearchIndex } from '#tests/support/fakes/fake-search-index.ts';

const compile = createQueryMatcher();
const RULES = { ...NO_ALERTS, new_matches: true, engagement_falls_over: 10 };

async function watched(records: FakeRecords) {
  const search = createFakeSearchIndex();
  let clock = 1_000;
  const open = () =>
    createAlertWatch({ records, search, loadCompiler: async () => compile, now: () => ++clock });
  await saveSearch(
    records,
    { name: 'bread', query: 'bread', alerts: RULES, to: [{ address: 'file:a', isSigned: false }] },
    { replace: false, now: 0 },
  );
  return { search, open };
}

const outboxOf = (records: FakeRecords) =>
  [...records.entries.values()].flatMap(({ key, value }) =>
    key.startsWith(OUTBOX_PREFIX) ? [JSON.parse(value) as OutboxEntry] : [],
  );
const idsOf = (records: FakeRecords) => new Set(outboxOf(records).map(({ alert }) => alert.id));
const document = (id: string, rate: number, version = 1) =>
  makeDocument({ id, bio: 'bread', engagement_rate: rate }, version);
const changes = (...documents: ReturnType<typeof document>[]) =>
  documents.map((one) => ({ document: one, earlierIds: [] }));

test('an alert goes to the log and to each address', async () => {
  const records = createFakeRecords();
  const { open } = await watched(records);
  await open().record(changes(document('x:1', 0.03)));
  assert.deepEqual(
    outboxOf(records).map(({ to, alert }) => [to, alert.kind, alert.profile.id]),
    [
      ['log', 'new_match', 'x:1'],
      ['file:a', 'new_match', 'x:1'],
    ],
  );
});

test('a process that ends at any write raises each alert under one id, and loses none', async () => {
  let ended = 0;
  for (let at = 1; at <= 12; at++) {
    const records = createFakeRecords();
    const { search, open } = await watched(records);
    await search.upsert([document('x:1', 0.03), document('x:2', 0.03)]);
    const { put } = records;
    let writes = 0;
    // Ends before the write, or right after it.
    records.put = async (entries) => {
      writes++;
      if (writes === Math.ceil(at / 2) && at % 2 === 1) throw new Error('killed before');
      const results = await put(entries);
      if (writes === Math.ceil(at / 2) && at % 2 === 0) throw new Error('killed after');
      return results;
    };
    const batch = changes(document('x:1', 0.02, 2), document('x:3', 0.03, 1));
    const killed = await open()
      .record(batch)
      .then(
        () => false,
        () => true,
      );
    if (killed) ended++;
    records.put = put;
    // What was sent before the process ended, and left the outbox.
    const sent = idsOf(records);
    for (const { key } of [...records.entries.values()])
      if (key.startsWith(OUTBOX_PREFIX)) records.entries.delete(key);
    // The message comes again; meanwhile another reading of one of them has come, too.
    await open().record(changes(document('x:1', 0.019, 3), document('x:3', 0.03, 1)));
    const all = new Set([...sent, ...idsOf(records)]);
    assert.equal(all.size, 2, `killed at ${at}`);
  }
  assert.ok(ended >= 6, `${ended} moments`);
});

test('a batch that matches everywhere is stored in parts of bounded size', async () => {
  const records = createFakeRecords();
  const { open } = await watched(records);
  const { put } = records;
  const sizes: number[] = [];
  records.put = (entries) => {
    sizes.push(entries.length);
    return put(entries);
  };
  const many = Array.from({ length: 1_000 }, (_, i) => document(`x:${i}`, 0.03));
  await open().record(changes(...many));
  assert.equal(idsOf(records).size, 1_000);
  assert.equal(outboxOf(records).length, 2_000);
  assert.ok(Math.max(...sizes) <= 500, `${Math.max(...sizes)} in one write`);
});

test('writers at the same time raise one alert for one fact', async () => {
  const records = createFakeRecords();
  const { open } = await watched(records);
  const writers = Array.from({ length: 8 }, () => open());
  await Promise.all(writers.map((one, i) => one.record(changes(document('x:1', 0.03, i + 1)))));
  assert.equal(idsOf(records).size, 1);
});

test('alerts that were stored and not brought to the outbox are found at the start', async () => {
  const records = createFakeRecords();
  const { open } = await watched(records);
  const { put } = records;
  records.put = async (entries) => {
    if (entries.some(({ key }) => key.startsWith(OUTBOX_PREFIX))) throw new Error('killed');
    return put(entries);
  };
  await assert.rejects(open().record(changes(document('x:1', 0.03))));
  records.put = put;
  const { signal } = new AbortController();
  assert.equal(await recoverAlerts(records, signal), 1);
  assert.equal(idsOf(records).size, 1);
  assert.equal(await recoverAlerts(records, signal), 0);
});

test('a person keeps the state when the native id becomes known', async () => {
  const records = createFakeRecords();
  const { open } = await watched(records);
  await open().record(changes(document('x:@ada', 0.03)));
  await open().record([{ document: document('x:1', 0.03, 2), earlierIds: ['x:@ada'] }]);
  assert.equal(idsOf(records).size, 1);
});

test('searches that are saved or removed count from the next document on', async () => {
  const records = createFakeRecords();
  const { open } = await watched(records);
  const one = open();
  await one.record(changes(document('x:1', 0.03)));
  await removeSavedSearch(records, 'bread');
  await one.record(changes(document('x:2', 0.03)));
  assert.equal(idsOf(records).size, 1);
});

test('without alerts, a batch costs one read of one record', async () => {
  const records = createFakeRecords();
  const search = createFakeSearchIndex();
  const reads: string[][] = [];
  const { get } = records;
  records.get = async (keys) => {
    reads.push([...keys]);
    return get(keys);
  };
  const watch = createAlertWatch({
    records,
    search,
    loadCompiler: () => assert.fail('the compiler is large'),
    now: () => 1,
  });
  await watch.record(changes(document('x:1', 0.03)));
  assert.deepEqual(reads, [['saved-searches']]);
});
