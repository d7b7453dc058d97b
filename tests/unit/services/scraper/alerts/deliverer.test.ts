import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NO_ALERTS } from '#contract/saved/saved-search.ts';
import type { OutboxEntry } from '#runtime/alerts/alert-keys.ts';
import { OUTBOX_PREFIX, outboxEntries } from '#runtime/alerts/alert-keys.ts';
import { removeSavedSearch, saveSearch } from '#runtime/saved/saved-store.ts';
import { appendToLog, readAlertLog } from '#scraper/alerts/alert-log.ts';
import { createDeliverer, GIVE_UP_MS } from '#scraper/alerts/deliverer.ts';
import type { Receivers } from '#scraper/alerts/receivers.ts';
import { anAlert } from '#tests/support/an-alert.ts';
import type { FakeRecords } from '#tests/support/fakes/fake-records.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const DOWN = 'https://down.example.com/';

/** An outbox with alerts for two receivers and the log, and a clock that is moved by hand. */
async function setUp(count: number) {
  const records = createFakeRecords();
  const rules = { ...NO_ALERTS, new_matches: true };
  const to = [DOWN, 'file:a'].map((address) => ({ address, isSigned: false }));
  const wanted = { name: 'bakers', query: 'bread', alerts: rules, to };
  const { search } = await saveSearch(records, wanted, { replace: false, now: START });
  for (let i = 0; i < count; i++) {
    const id = `alert_${String(i).padStart(4, '0')}`;
    const alert = anAlert({ id, profile: { ...anAlert().profile, id: `x:${i}` } });
    await records.put(outboxEntries(alert, `x:${i}`, search).map((one) => ({ ...one, expectedRevision: 0 })));
  }
  const clock = { now: START };
  const state = { isDown: false, attempts: 0 };
  const taken = new Map<string, string[]>();
  const receivers: Receivers = {
    async send(address, entries, _searches, onSent) {
      for (const { alert } of entries) {
        if (address === DOWN) state.attempts++;
        if (address === DOWN && state.isDown) throw new Error('connection refused');
        taken.set(address, [...(taken.get(address) ?? []), alert.id]);
        await onSent(1);
      }
    },
    close: async () => {},
  };
  const forgotten = new Set<string>();
  const open = (from: FakeRecords = records) =>
    createDeliverer({
      records: from,
      receivers,
      logger: silentLogger(),
      isForgotten: ({ subject }: OutboxEntry) => forgotten.has(subject),
      now: () => clock.now,
      random: () => 0.5,
    });
  const left = () => [...records.entries.keys()].filter((key) => key.startsWith(OUTBOX_PREFIX)).length;
  return { records, open, clock, state, taken, forgotten, left };
}

describe('the outbox', () => {
  it('reaches every receiver in the order of the alerts, and is empty afterwards', async () => {
    const { open, taken, left } = await setUp(450);
    await open().look();
    for (const address of [DOWN, 'file:a', 'log']) {
      const ids = taken.get(address) ?? [];
      assert.equal(ids.length, 450);
      assert.deepEqual(ids, ids.toSorted());
    }
    assert.equal(left(), 0);
  });

  it('loses nothing for a receiver that is away for a minute, asks it rarely, and does not delay the others', async () => {
    const { open, clock, state, taken, left } = await setUp(300);
    state.isDown = true;
    const deliverer = open();
    for (; clock.now < START + 60_000; clock.now += 500) await deliverer.look();
    assert.equal(taken.get('file:a')?.length, 300);
    assert.equal(taken.has(DOWN), false);
    assert.ok(state.attempts <= 8, `${state.attempts} attempts`);
    state.isDown = false;
    for (; left() > 0 && clock.now < START + 600_000; clock.now += 500) await deliverer.look();
    assert.deepEqual(taken.get(DOWN), taken.get('file:a'));
  });

  it('asks a receiver that stays away at least once an hour, gives up after three days, and keeps the log', async () => {
    const { open, clock, state, taken, left } = await setUp(2);
    state.isDown = true;
    const deliverer = open();
    for (; clock.now < START + GIVE_UP_MS; clock.now += 600_000) await deliverer.look();
    assert.ok(state.attempts > 72, `${state.attempts} attempts`);
    assert.equal(left(), 2);
    clock.now += 3_600_001;
    for (let i = 0; i < 10; i++, clock.now += 3_600_001) await deliverer.look();
    assert.equal(left(), 0);
    assert.equal(taken.get('log')?.length, 2);
  });

  it('repeats under the same id what a process had sent when it was killed, and nothing else', async () => {
    const { records, open, taken } = await setUp(20);
    const { delete: remove, put } = records;
    let deletions = 0;
    records.delete = async (keys) => {
      if (++deletions < 15) return remove(keys);
      records.put = async () => {
        throw new Error('killed');
      };
      throw new Error('killed');
    };
    await assert.rejects(open().look());
    Object.assign(records, { delete: remove, put });
    // The lease of the killed process runs out; here the next one has no wait.
    const next = open(Object.assign(records, { acquireLease: async () => true }));
    await next.look();
    for (const ids of taken.values()) {
      assert.equal(new Set(ids).size, 20);
      assert.ok(ids.length <= 21, `${ids.length} sent`);
    }
  });

  it('sends nothing about a person who was forgotten, or of a search that was removed', async () => {
    const { records, open, taken, forgotten, left } = await setUp(3);
    forgotten.add('x:1');
    await open().look();
    assert.deepEqual(taken.get('log'), ['alert_0000', 'alert_0002']);
    assert.equal(left(), 0);
    const other = await setUp(3);
    await removeSavedSearch(other.records, 'bakers');
    await other.open().look();
    assert.deepEqual([other.taken.size, other.left()], [0, 0]);
    assert.ok(records.entries.size > 0);
  });
});

describe('the log', () => {
  const ids = async (records: FakeRecords, after: number | undefined, limit = 100) => {
    const { alerts, last } = await readAlertLog(records, { after, limit });
    return { ids: alerts.map(({ id }) => id), last };
  };

  it('gives a reader every alert once, page by page', async () => {
    const records = createFakeRecords();
    for (let i = 0; i < 5; i++)
      await appendToLog(records, [anAlert({ id: `a${i}` }), anAlert({ id: `b${i}` })]);
    const first = await ids(records, 0, 3);
    assert.deepEqual(first.ids, ['a0', 'b0', 'a1']);
    assert.deepEqual((await ids(records, first.last, 3)).ids, ['b1', 'a2', 'b2']);
    assert.deepEqual((await ids(records, undefined, 2)).ids, ['a4', 'b4']);
    assert.deepEqual(await ids(records, 10), { ids: [], last: 10 });
  });

  it('keeps every alert of two processes that write at the same time', async () => {
    const records = createFakeRecords();
    const one = (name: string) =>
      appendToLog(
        records,
        Array.from({ length: 20 }, (_, i) => anAlert({ id: `${name}${i}` })),
      );
    await Promise.all(['a', 'b', 'c'].map(one));
    await appendToLog(records, [anAlert({ id: 'last' })]);
    assert.equal(new Set((await ids(records, 0, 500)).ids).size, 61);
  });
});
