// Long: all tests share one scraper and one network.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Verdict } from '#ports/queue.ts';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import { createSuppressionList } from '#runtime/privacy/suppression-list.ts';
import { createOwnerOf } from '#scraper/avatars/avatar-owner.ts';
import { createPictureConverter } from '#scraper/avatars/picture/convert-picture.ts';
import { createAvatarPreparer } from '#scraper/avatars/prepare-avatar.ts';
import { forgetInRuns } from '#scraper/discovery/forget-in-runs.ts';
import type { DiscoveryDeps } from '#scraper/discovery/handle-job.ts';
import { handleDiscoveryJob } from '#scraper/discovery/handle-job.ts';
import { createDiscoveryStore, newRun } from '#scraper/discovery/run-record.ts';
import { createEventBuilder } from '#scraper/event.ts';
import { createRefreshStore } from '#scraper/refresh/refresh-record.ts';
import { tendRuns } from '#scraper/schedule/tend-runs.ts';
import { SourceFault } from '#scraper/sources/live/source-fault.ts';
import { createTrackStore } from '#scraper/tracking/track-store.ts';
import type { FakeNetwork } from '#tests/support/fakes/fake-network.ts';
import { createFakeNetwork } from '#tests/support/fakes/fake-network.ts';
import { createFakeQueue } from '#tests/support/fakes/fake-queue.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';

const NOW = Date.UTC(2026, 5, 1);
const HOUR_MS = 3_600_000;

/** A run over a network in memory, and one scraper to carry it out. */
async function setUp({
  network,
  limit = 20,
  minFollowers = 0,
  snowball = 0,
  records = createFakeRecords(),
}: { network: FakeNetwork } & Partial<{
  limit: number;
  minFollowers: number;
  snowball: number;
  records: ReturnType<typeof createFakeRecords>;
}>) {
  const clock = { now: NOW };
  const runs = createDiscoveryStore(records);
  const converter = createPictureConverter();
  const prepareAvatar = createAvatarPreparer({ converter, fetches: false, onError: () => {} });
  const published: string[] = [];
  const hashKey = createPersonHash('test');
  const suppressions = createSuppressionList(records, hashKey);
  const deps: DiscoveryDeps = {
    runs,
    records,
    tracks: createTrackStore(records),
    refreshOf: () => true,
    leaseWaitMs: 20,
    queue: createFakeQueue(),
    logger: silentLogger(),
    now: () => clock.now,
    buildEvent: createEventBuilder(prepareAvatar, { ownerOf: createOwnerOf(hashKey) }),
    openSource: async () => network.source,
    suppressions,
    async publish(events) {
      published.push(
        ...events.map(({ message }) => (JSON.parse(message.body) as { username: string }).username),
      );
      return events;
    },
  };
  const run = newRun(
    {
      id: randomUUID(),
      source: 'bluesky',
      topic: 'vegan',
      seeds: [],
      limit,
      min_followers: minFollowers,
      snowball,
    },
    NOW,
  );
  await runs.create(run);
  const job = { v: 1 as const, kind: 'discovery' as const, job_id: 'x'.repeat(16), run: run.id, part: 0 };
  return {
    published,
    records,
    runs,
    suppressions,
    hashKey,
    job,
    clock,
    /** A round of the scheduler; kinds of the jobs that it leaves. */
    async tend(exhausted: string[]) {
      const queue = createFakeQueue();
      const kinds: string[] = [];
      const publish: typeof queue.publish = async (_name, messages) => {
        kinds.push(...messages.map(({ body }) => (JSON.parse(body) as { kind: string }).kind));
      };
      const refreshes = createRefreshStore(records);
      const tending = { records, runs, refreshes, queue: { ...queue, publish }, now: () => clock.now };
      await tendRuns(tending, new Set(exhausted));
      return kinds;
    },
    state: async () => (await runs.read(run.id))!.run,
    cancel: async () => runs.update((await runs.read(run.id))!, { state: 'cancelled' }),
    deliver: (attempt = 1, signal = new AbortController().signal): Promise<Verdict> =>
      handleDiscoveryJob(job, attempt, deps, signal),
  };
}

it('finds a pool of candidates, reads the best of them and keeps as many as asked for', async () => {
  const network = createFakeNetwork(60, NOW);
  const run = await setUp({ network, limit: 15 });
  assert.deepEqual(await run.deliver(), { kind: 'ack' });
  const { state, found, read, kept } = await run.state();
  assert.deepEqual({ state, found, read, kept }, { state: 'done', found: 60, read: 20, kept: 15 });
  assert.equal(new Set(run.published).size, 15);
});

it('counts why accounts are not kept', async () => {
  const run = await setUp({ network: createFakeNetwork(20, NOW), minFollowers: 600 });
  await run.deliver();
  const { kept, dropped } = await run.state();
  assert.deepEqual([kept, dropped.few_followers], [15, 5]);
});

for (const at of ['page 20', 'profiles a10', 'page 0', 'profiles a0']) {
  it(`killed at ${at}, it repeats only that step`, async () => {
    const network = createFakeNetwork(30, NOW);
    const run = await setUp({ network, limit: 30 });
    const crash = new Error('killed');
    let killed = false;
    network.beforeAnswer = (what) => {
      if (what !== at || killed) return;
      killed = true;
      throw crash;
    };
    await assert.rejects(run.deliver(), (error) => error === crash);
    assert.deepEqual(await run.deliver(), { kind: 'ack' });
    assert.equal((await run.state()).state, 'done');
    assert.equal(new Set(run.published).size, 30);
    const repeated = at.startsWith('page') ? { pages: 4, ids: 30 } : { pages: 3, ids: 40 };
    assert.deepEqual({ pages: network.asked.pages.length, ids: network.asked.ids.length }, repeated);
  });
}

describe('a person who was removed', () => {
  const names = { platform: 'bluesky', native_id: 'a3', usernames: [] } as const;
  const refused = (hashes: string[]) =>
    hashes.map((hash) => ({ hash, until: null, reason: 'forgotten' as const, at: NOW, pending: false }));

  it('is not asked for, and is in no run', async () => {
    const network = createFakeNetwork(30, NOW);
    const run = await setUp({ network, limit: 30 });
    await run.suppressions.add(refused(run.suppressions.hashesOf(names)));
    await run.deliver();
    assert.ok(!network.asked.ids.includes('a3'));
    assert.equal(run.published.length, 29);
    assert.ok(!(await run.state()).pool.some(({ id }) => id === 'a3'));
  });

  it('leaves a run that has found the account, and the run continues where it was', async () => {
    const network = createFakeNetwork(30, NOW);
    const run = await setUp({ network, limit: 30 });
    const hashes = run.suppressions.hashesOf(names);
    let forgotten = 0;
    network.beforeAnswer = async (what) => {
      if (!what.startsWith('profiles') || forgotten > 0) return;
      await run.suppressions.add(refused(hashes));
      forgotten = await forgetInRuns(run.runs, new Set(hashes), run.hashKey);
    };
    assert.deepEqual(await run.deliver(), { kind: 'ack' });
    assert.equal(forgotten, 1);
    const { state, pool } = await run.state();
    assert.deepEqual([state, pool], ['done', []]);
    assert.equal(new Set(run.published.filter((name) => name !== 'a3')).size, 29);
    assert.doesNotMatch(JSON.stringify([...run.records.entries.values()]), /"a3"/);
  });
});

it('leaves a run to the scraper that keeps its lease', async () => {
  const network = createFakeNetwork(10, NOW);
  const run = await setUp({ network });
  await run.records.acquireLease(`discovery:${run.job.run}`, 'another scraper', 60_000);
  assert.deepEqual(await run.deliver(), { kind: 'ack' });
  assert.deepEqual(network.asked.pages, []);
});

it('retries a passing fault later, and ends the run with the reason when it stays', async () => {
  const network = createFakeNetwork(10, NOW);
  const run = await setUp({ network });
  network.beforeAnswer = () => {
    throw new SourceFault('passing', 'bsky.test answered 503', { status: 503, retryAfterMs: 7_000 });
  };
  assert.deepEqual(await run.deliver(1), {
    kind: 'retry',
    reason: 'bsky.test answered 503',
    cause: 'unavailable',
    delayMs: 7_000,
  });
  assert.deepEqual(await run.deliver(4), { kind: 'ack' });
  const { state, reason } = await run.state();
  assert.deepEqual([state, reason], ['failed', 'bsky.test answered 503']);
});

describe('snowball', () => {
  /** The topic leads to the first two accounts, and each account to the next three. */
  const around = (text: (id: string) => string = () => 'vegan') => {
    const network = createFakeNetwork(40, NOW);
    const seeds: string[][] = [];
    network.source = {
      ...network.source,
      async *discover(query) {
        seeds.push([...query.seeds]);
        const next = query.seeds.flatMap((seed) => [1, 2, 3].map((n) => `a${Number(seed.slice(1)) + n}`));
        const ids = query.topic === null ? next : ['a0', 'a1'];
        yield {
          candidates: ids.map((id) => ({ id, username: id, text: text(id), followers: null, via: 'follow' })),
          cursor: null,
        };
      },
    };
    return { network, seeds };
  };

  it('searches around kept accounts while too few are kept, up to its number', async () => {
    const { network, seeds } = around();
    const run = await setUp({ network, limit: 30, snowball: 4 });
    await run.deliver();
    const { state, kept } = await run.state();
    assert.deepEqual([state, kept], ['done', new Set(run.published).size]);
    assert.equal(seeds.flat().length, 4);
    assert.deepEqual(seeds[0], []);
    assert.ok(kept > 2);
  });

  it('is not needed when enough are kept', async () => {
    const { network, seeds } = around();
    const run = await setUp({ network, limit: 2, snowball: 4 });
    await run.deliver();
    assert.deepEqual([(await run.state()).kept, seeds.length], [2, 1]);
  });

  it('leaves out accounts that say nothing of the topic', async () => {
    const { network } = around((id) => (Number(id.slice(1)) % 2 === 0 ? 'vegan' : 'cars'));
    const run = await setUp({ network, limit: 30, snowball: 4 });
    await run.deliver();
    const names = new Set(run.published);
    assert.ok(names.size > 2);
    assert.deepEqual(
      [...names].filter((name) => Number(name.slice(1)) % 2 === 1),
      ['a1'],
    );
  });
});

it('pauses when a budget is used up, and continues by itself when it is renewed', async () => {
  const network = createFakeNetwork(30, NOW);
  const run = await setUp({ network, limit: 30 });
  const spent = new SourceFault('exhausted', 'the daily budget is used up', { retryAfterMs: 3 * HOUR_MS });
  let left = 4;
  network.beforeAnswer = () => {
    if (left-- <= 0) throw spent;
  };
  assert.deepEqual(await run.deliver(), { kind: 'ack' });
  const paused = await run.state();
  assert.deepEqual(
    [paused.state, paused.paused_until, paused.reason, paused.read],
    ['reading', NOW + 3 * HOUR_MS, spent.message, 10],
  );
  const asked = network.asked.ids.length;
  assert.deepEqual(await run.deliver(), { kind: 'ack' });
  assert.equal(network.asked.ids.length, asked);

  run.clock.now = NOW + 2 * HOUR_MS;
  assert.deepEqual(await run.tend(['bluesky']), []);
  run.clock.now = NOW + 3 * HOUR_MS;
  assert.deepEqual(await run.tend(['bluesky']), ['discovery']);
  left = Number.POSITIVE_INFINITY;
  await run.deliver();
  const { state, kept, paused_until, reason } = await run.state();
  assert.deepEqual([state, kept, paused_until, reason], ['done', 30, null, null]);
});

it('a pause ends early when the operator raises the budget', async () => {
  const network = createFakeNetwork(10, NOW);
  const run = await setUp({ network });
  network.beforeAnswer = () => {
    throw new SourceFault('exhausted', 'the daily budget is used up', { retryAfterMs: HOUR_MS });
  };
  await run.deliver();
  assert.deepEqual(await run.tend([]), ['discovery']);
  assert.equal((await run.state()).paused_until, null);
});

it('says what the network refused, and fails with it when nothing was found', async () => {
  const network = createFakeNetwork(0, NOW);
  const { source } = network;
  const fault = new SourceFault('gone', 'no such account or list', { status: 404 });
  network.source = {
    ...source,
    async *discover() {
      yield { candidates: [], cursor: null, refused: { seed: 'x', fault } };
    },
  };
  const run = await setUp({ network });
  await run.deliver();
  const { state, reason, refused: ways } = await run.state();
  assert.deepEqual(
    [state, reason, ways],
    ['failed', `seed "x": ${fault.message}`, [{ seed: 'x', reason: fault.message }]],
  );
});

it('does not keep a fresh profile that has too few followers', async () => {
  const network = createFakeNetwork(20, NOW);
  const first = await setUp({ network });
  await first.deliver();
  const asked = network.asked.ids.length;
  const run = await setUp({ network, minFollowers: 600, records: first.records });
  await run.deliver();
  const { kept, dropped } = await run.state();
  assert.deepEqual([kept, dropped.few_followers], [15, 5]);
  assert.equal(network.asked.ids.length, asked);
});

it('a cancelled run reads nothing more', async () => {
  const network = createFakeNetwork(10, NOW);
  const run = await setUp({ network });
  await run.cancel();
  assert.deepEqual(await run.deliver(), { kind: 'ack' });
  assert.deepEqual(network.asked, { pages: [], ids: [] });
});
