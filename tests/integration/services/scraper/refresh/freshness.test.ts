import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RefreshJob } from '#contract/scrape-job.ts';
import { handleRefreshJob } from '#scraper/refresh/handle-refresh-job.ts';
import { createScheduler } from '#scraper/schedule/scheduler.ts';
import type { OpenSources } from '#scraper/sources/open-sources.ts';
import { REFRESH_EVERY_MS } from '#scraper/tracking/cadence.ts';
import { unusedSources } from '#tests/support/fakes/unused-sources.ts';
import { createLiveScraper, DAY, NOW } from './live-scraper.ts';

/** Ids of accounts of each tier: the network gives account N 100 followers for each number up to N. */
const ACCOUNTS = { small: 5, nano: 50, micro: 500, mid: 3_000, macro: 7_000, mega: 20_000 } as const;
/** The longest time between two rounds of the scheduler. */
const ROUND_MS = 30_000;
const LONGEST_MS = 30 * DAY;
const ROUNDS = 6;

const unseen = new AbortController().signal;

for (const [activity, factor, lastPostAgeMs] of [
  ['posts within a week', 1, 3 * DAY],
  ['posts within a month', 2, 20 * DAY],
  ['has not posted for long', 4, 200 * DAY],
] as const) {
  for (const [tier, number] of Object.entries(ACCOUNTS)) {
    test(`what changes of a ${tier} account that ${activity} is read within its time`, async () => {
      const { clock, network, records, deps, track } = createLiveScraper();
      const id = `a${number}`;
      const sources: OpenSources = { ...unusedSources(), get: async () => network.source };
      const plan = { topics: [], everyMs: DAY, limit: 50, minFollowers: 0, refresh: true };
      const scheduler = createScheduler({ ...deps, sources, plans: { bluesky: plan } });
      network.lastPostAt = () => clock.now - lastPostAgeMs;
      await track([id]);
      const expected = Math.min(LONGEST_MS, REFRESH_EVERY_MS[tier as keyof typeof REFRESH_EVERY_MS] * factor);
      for (let round = 1; round <= ROUNDS; round++) {
        const readAt = clock.now;
        // The first round of the scheduler after the account is due, as late as it may be.
        clock.now = (await deps.tracks.nextDueAt('bluesky'))! + ROUND_MS;
        await scheduler.tick();
        const job = JSON.parse(deps.queue.jobs.at(-1)!.body) as RefreshJob;
        assert.deepEqual([job.kind, job.ids], ['refresh', [id]]);
        await handleRefreshJob(job, 1, deps, unseen);
        const age = clock.now - readAt;
        assert.ok(age <= expected + ROUND_MS && age >= 0.9 * expected, `${age} ms, ${expected} ms`);
      }
      assert.equal(network.asked.ids.length, 1 + ROUNDS);
      assert.ok(clock.now > NOW && records.entries.size > 0);
    });
  }
}
