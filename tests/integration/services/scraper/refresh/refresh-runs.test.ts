import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { RefreshOutcome } from '#contract/sources/refresh.ts';
import { REFRESH_OUTCOMES } from '#contract/sources/refresh.ts';
import { handleRefreshRun } from '#scraper/refresh/handle-refresh-run.ts';
import type { RefreshRecord } from '#scraper/refresh/refresh-record.ts';
import { SourceFault } from '#scraper/sources/live/source-fault.ts';
import { createLiveScraper, DAY, idsUpTo, NOW } from './live-scraper.ts';

async function setUp(changes: Partial<RefreshRecord>, tracked = 25) {
  const scraper = createLiveScraper();
  await scraper.track(idsUpTo(tracked));
  scraper.network.asked.ids.length = 0;
  scraper.published.length = 0;
  scraper.clock.now += DAY;
  const { refreshes } = scraper.deps;
  const run: RefreshRecord = {
    ...{ v: 1, id: randomUUID(), scope: 'all', state: 'reading', total: tracked, done: 0, reason: null },
    outcomes: Object.fromEntries(REFRESH_OUTCOMES.map((one) => [one, 0])) as Record<RefreshOutcome, number>,
    ...{ started_at: scraper.clock.now, updated_at: scraper.clock.now },
    ...{ targets: [], sources: ['bluesky'], after: null },
    ...changes,
  };
  await refreshes.create(run);
  const job = { v: 1 as const, kind: 'refresh-run' as const, job_id: 'x'.repeat(16), run: run.id, part: 0 };
  return {
    ...scraper,
    state: async () => (await refreshes.read(run.id))!.run,
    deliver: (attempt = 1) => handleRefreshRun(job, attempt, scraper.deps, new AbortController().signal),
  };
}

test('a refresh of all reads every profile once and counts what became of it', async () => {
  const run = await setUp({});
  run.network.absent.set('a3', 'gone').set('a4', 'opted_out');
  run.network.names.set('a5', 'renamed');
  assert.deepEqual(await run.deliver(), { kind: 'ack' });
  const { state, done, outcomes } = await run.state();
  assert.deepEqual([state, done], ['done', 25]);
  const { updated, renamed, gone, opted_out } = outcomes;
  assert.deepEqual({ updated, renamed, gone, opted_out }, { updated: 22, renamed: 1, gone: 1, opted_out: 1 });
  assert.deepEqual([run.network.asked.ids.length, run.removed.sort()], [25, ['a3', 'a4']]);
});

test('a refresh of what is stale leaves out what is not due', async () => {
  const run = await setUp({ scope: 'stale', started_at: NOW + DAY });
  await run.deliver();
  assert.deepEqual([(await run.state()).done, run.published], [0, []]);
  const later = await setUp({ scope: 'stale', started_at: NOW + 40 * DAY });
  later.clock.now = NOW + 40 * DAY;
  await later.deliver();
  assert.deepEqual([(await later.state()).done, later.published.length], [25, 25]);
});

test('a refresh of named profiles removes one that is gone, tracked or not', async () => {
  const targets = ['a1', 'a30', 'a31'].map((id) => ({ source: 'bluesky', id }));
  const run = await setUp({ scope: 'profiles', targets, sources: [], total: 3 });
  run.network.absent.set('a30', 'gone');
  await run.deliver();
  assert.deepEqual([run.published, run.removed], [['a1', 'a31'], ['a30']]);
  assert.equal((await run.state()).state, 'done');
});

for (const at of ['profiles a0', 'profiles a18']) {
  test(`killed at ${at}, a refresh repeats only the batch that was under way`, async () => {
    const run = await setUp({});
    let killed = false;
    run.network.beforeAnswer = (what) => {
      if (what !== at || killed) return;
      killed = true;
      throw new Error('killed');
    };
    await assert.rejects(run.deliver(), /killed/);
    assert.deepEqual(await run.deliver(), { kind: 'ack' });
    assert.equal((await run.state()).done, 25);
    assert.equal(new Set(run.published).size, 25);
    assert.equal(run.published.length, 25);
    assert.equal(run.network.asked.ids.length, 35);
  });
}

test('a passing fault is retried later, and ends the refresh with its reason when it stays', async () => {
  const run = await setUp({});
  run.network.beforeAnswer = () => {
    throw new SourceFault('passing', 'bsky.test answered 503', { status: 503 });
  };
  assert.equal((await run.deliver(1)).kind, 'retry');
  assert.deepEqual(await run.deliver(4), { kind: 'ack' });
  const { state, reason } = await run.state();
  assert.deepEqual([state, reason], ['failed', 'bsky.test answered 503']);
});
