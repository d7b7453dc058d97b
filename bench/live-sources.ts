/**
 * Reads made-up networks of 10,000 accounts through each source that has no server for tests, with paging and daily budgets,
 * and compares the quota that the source counts with what the server counted.
 * `node bench/live-sources.ts [ACCOUNTS] [SOURCE…]`.
 */
import assert from 'node:assert/strict';
import type { BudgetRule } from '#scraper/sources/budget/budget-rule.ts';
import { createBudgets } from '#scraper/sources/budget/budgets.ts';
import { GITHUB_BUDGETS } from '#scraper/sources/live/github/config.ts';
import { open as openGitHub } from '#scraper/sources/live/github/open.ts';
import { INSTAGRAM_BUDGETS } from '#scraper/sources/live/instagram/config.ts';
import { open as openInstagram } from '#scraper/sources/live/instagram/open.ts';
import type { LiveSource } from '#scraper/sources/live/source.ts';
import type { SourceContext } from '#scraper/sources/live/source-context.ts';
import { SourceFault } from '#scraper/sources/live/source-fault.ts';
import { YOUTUBE_BUDGETS } from '#scraper/sources/live/youtube/config.ts';
import { open as openYouTube } from '#scraper/sources/live/youtube/open.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import type { GeneratedAccount } from '#tests/support/networks/generated-accounts.ts';
import { generateAccounts } from '#tests/support/networks/generated-accounts.ts';
import { startGitHubNetwork } from '#tests/support/networks/github-network.ts';
import { startInstagramNetwork } from '#tests/support/networks/instagram-network.ts';
import { channelIdOf, startYouTubeNetwork } from '#tests/support/networks/youtube-network.ts';

const ACCOUNTS = Number(process.argv[2] ?? 10_000);
const SELECTED = process.argv.slice(3);
const isSelected = (name: string) => SELECTED.length === 0 || SELECTED.includes(name);
const TOPICS = ACCOUNTS / 125;
const DAY_MS = 86_400_000;
const signal = AbortSignal.timeout(1_800_000);
const accounts = generateAccounts({ count: ACCOUNTS, topics: TOPICS });
const there = accounts.filter(({ state }) => state !== 'gone');
const options = { accounts, keepsAsked: false };

if (isSelected('github')) {
  const network = await startGitHubNetwork(options);
  const run = prepare('github', GITHUB_BUDGETS);
  const source = openGitHub({ ...run.context, config: { base: network.base, token: null } });
  await run.discover(source);
  await run.read(source, ({ number }) => String(number));
  run.report('github', network.counts.requests, `requests ${network.counts.requests}`);
  await network.close();
}
if (isSelected('youtube')) {
  const network = await startYouTubeNetwork({ ...options, key: 'key' });
  const run = prepare('youtube', YOUTUBE_BUDGETS);
  const source = openYouTube({
    ...run.context,
    config: { base: network.base, key: 'key', policy: 'accepted' },
  });
  await run.discover(source);
  const searches = network.used.searches;
  await run.read(source, channelIdOf);
  const { units } = network.used;
  const batches = Math.ceil(ACCOUNTS / 50);
  const uploads = there.filter(({ posts }) => posts.length > 0).length;
  const arithmetic = `${batches} channels.list + ${uploads} playlistItems.list + ${units - batches - uploads} videos.list = ${units} units; ${searches} search.list`;
  run.report('youtube', units + searches, arithmetic);
  await network.close();
}
if (isSelected('instagram')) {
  const network = await startInstagramNetwork({ ...options, account: '1', token: 'token' });
  const run = prepare('instagram', INSTAGRAM_BUDGETS);
  const source = openInstagram({
    ...run.context,
    config: { base: network.base, token: 'token', account: '1' },
  });
  await run.read(source, ({ name }) => name);
  run.report('instagram', network.counts.requests, `${network.counts.requests} requests, one an account`);
  await network.close();
}

/** A source with its real budgets. When one is used up, the clock goes to the next day. */
function prepare(source: string, rules: readonly BudgetRule[]) {
  const clock = { now: Date.UTC(2026, 5, 1) };
  const budgets = createBudgets({ records: createFakeRecords(), source, rules, now: () => clock.now });
  const counted = { spent: 0, days: 1, found: 0, results: 0, readings: 0, posts: 0 };
  const startedAt = performance.now();
  const context: Omit<SourceContext, 'config'> = {
    userAgent: 'InfluScope/bench (self-hosted)',
    pace: { concurrency: 8, perSecond: 100_000 },
    now: () => clock.now,
    async spend(name, cost, spendSignal) {
      for (;;) {
        try {
          await budgets.spend(name, cost, spendSignal);
          counted.spent += cost;
          return;
        } catch (error) {
          if (!(error instanceof SourceFault && error.kind === 'exhausted')) throw error;
          clock.now += DAY_MS;
          counted.days++;
        }
      }
    },
  };
  return {
    context,
    async discover(live: LiveSource) {
      const found = new Set<string>();
      for (let topic = 0; topic < TOPICS; topic++) {
        for await (const page of live.discover({ topic: `topic${topic}`, seeds: [] }, null, signal)) {
          for (const { id } of page.candidates) found.add(id);
        }
      }
      counted.found = found.size;
      assert.equal(found.size, there.length, `${source} finds every account once`);
    },
    async read(live: LiveSource, idOf: (account: GeneratedAccount) => string) {
      const ids = accounts.map(idOf);
      const seen = new Set<string>();
      for (let from = 0; from < ids.length; from += live.batchSize) {
        for await (const result of live.profiles(ids.slice(from, from + live.batchSize), signal)) {
          assert.ok(!seen.has(result.id), `${result.id} comes once`);
          seen.add(result.id);
          if (!('reading' in result)) continue;
          counted.readings++;
          counted.posts += result.reading.posts.length;
        }
      }
      counted.results = seen.size;
      assert.equal(seen.size, ids.length);
      assert.equal(counted.readings, there.length);
      await live.close();
    },
    report(name: string, served: number, arithmetic: string) {
      assert.equal(counted.spent, served, `${name} counts what the server counted`);
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      process.stdout.write(
        `${name}: ${counted.found} found, ${counted.results} asked, ${counted.readings} read with ${counted.posts} posts; ` +
          `${arithmetic}; spent ${counted.spent} = served ${served}; ${counted.days} days of budget; ${seconds} s\n`,
      );
    },
  };
}
