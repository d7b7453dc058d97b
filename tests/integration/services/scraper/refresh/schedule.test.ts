import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DiscoveryJob, RefreshJob, ScrapeJob } from '#contract/scrape-job.ts';
import { handleRefreshJob } from '#scraper/refresh/handle-refresh-job.ts';
import type { ResolvedPlan } from '#scraper/schedule/plans.ts';
import { createScheduler } from '#scraper/schedule/scheduler.ts';
import type { OpenSources } from '#scraper/sources/open-sources.ts';
import { unusedSources } from '#tests/support/fakes/unused-sources.ts';
import { createLiveScraper, DAY, idsUpTo, NOW } from './live-scraper.ts';

const PLAN: ResolvedPlan = { topics: [], everyMs: DAY, limit: 50, minFollowers: 0, refresh: true };

function setUp(plan: Partial<ResolvedPlan> = {}) {
  const scraper = createLiveScraper();
  const sources: OpenSources = { ...unusedSources(), get: async () => scraper.network.source };
  const open = () => createScheduler({ ...scraper.deps, sources, plans: { bluesky: { ...PLAN, ...plan } } });
  const jobs = () => scraper.deps.queue.jobs.map(({ body }) => JSON.parse(body) as ScrapeJob);
  return { ...scraper, open, jobs };
}

test('profiles that are due are left to the queue once', async () => {
  const { open, jobs, track, clock } = setUp();
  await track(idsUpTo(25));
  const scheduler = open();
  await scheduler.tick();
  assert.deepEqual(jobs(), []);
  clock.now = NOW + 40 * DAY;
  await scheduler.tick();
  await scheduler.tick();
  const ids = jobs().flatMap((job) => (job as RefreshJob).ids);
  assert.deepEqual([ids.length, new Set(ids).size, jobs().length], [25, 25, 3]);
});

test('a job that is delivered twice reads its profiles once', async () => {
  const { open, jobs, track, clock, deps, network } = setUp();
  await track(idsUpTo(10));
  clock.now = NOW + 40 * DAY;
  await open().tick();
  network.asked.ids.length = 0;
  const [job] = jobs() as RefreshJob[];
  const deliver = () => handleRefreshJob(job!, 1, deps, new AbortController().signal);
  assert.deepEqual(await Promise.all([deliver(), deliver()]), [{ kind: 'ack' }, { kind: 'ack' }]);
  assert.equal(network.asked.ids.length, 10);
  assert.ok(((await deps.tracks.nextDueAt('bluesky')) ?? 0) > clock.now);
});

test('a job whose profiles could not be read is planned again', async () => {
  const { open, jobs, track, clock } = setUp();
  await track(idsUpTo(5));
  clock.now = NOW + 40 * DAY;
  const scheduler = open();
  await scheduler.tick();
  clock.now += DAY;
  await scheduler.tick();
  assert.equal(jobs().length, 2);
});

test('a topic is discovered when it is due, also when a scraper was killed while it started it', async () => {
  const { open, jobs, clock, deps, records } = setUp({ topics: ['vegan', 'climate'] });
  const scheduler = open();
  await scheduler.tick();
  await scheduler.tick();
  const runs = () => jobs().map((job) => (job as DiscoveryJob).run);
  assert.equal(runs().length, 2);
  const { topic, limit } = (await deps.runs.read(runs()[0]!))!.run;
  assert.deepEqual([topic, limit], ['vegan', 50]);

  clock.now += DAY;
  const before = [...records.entries].filter(([key]) => key.startsWith('schedule/'));
  await scheduler.tick();
  for (const [key, entry] of before) records.entries.set(key, entry);
  await scheduler.tick();
  assert.equal(new Set(runs()).size, 4);
});

test('only one of several scrapers plans at a time', async () => {
  const { open, jobs, track, clock } = setUp();
  await track(idsUpTo(10));
  clock.now = NOW + 40 * DAY;
  await Promise.all([open().tick(), open().tick()]);
  assert.equal(jobs().length, 1);
});

test('a source without refreshes plans none, and the next run is that of its topics', async () => {
  const { open, jobs, track, clock } = setUp({ refresh: false, topics: ['vegan'] });
  await track(idsUpTo(10));
  const scheduler = open();
  await scheduler.tick();
  clock.now = NOW + 40 * DAY;
  assert.deepEqual([...(await scheduler.nextRuns())], [['bluesky', NOW + DAY]]);
  assert.ok(!jobs().some(({ kind }) => kind === 'refresh'));
});

test('a run that lost its job gets another one', async () => {
  const { open, jobs, clock } = setUp({ topics: ['vegan'], everyMs: 365 * DAY });
  const scheduler = open();
  await scheduler.tick();
  clock.now += DAY;
  await scheduler.tick();
  await scheduler.tick();
  const [first, second] = jobs() as DiscoveryJob[];
  assert.deepEqual([jobs().length, second?.run], [2, first?.run]);
});
