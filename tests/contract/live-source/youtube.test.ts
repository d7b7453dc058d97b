import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createBudgets } from '#scraper/sources/budget/budgets.ts';
import { SourceFault } from '#scraper/sources/live/source-fault.ts';
import { YOUTUBE_ITEMS } from '#scraper/sources/live/youtube/answers.ts';
import { YOUTUBE_BUDGETS } from '#scraper/sources/live/youtube/config.ts';
import { open as openYouTube } from '#scraper/sources/live/youtube/open.ts';
import { readDescription, resolveSchema } from '#tests/support/descriptions/description.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { generateAccounts } from '#tests/support/networks/generated-accounts.ts';
import { missingFields } from '#tests/support/networks/missing-fields.ts';
import type { YouTubeNetworkOptions } from '#tests/support/networks/youtube-network.ts';
import { channelIdOf, startYouTubeNetwork } from '#tests/support/networks/youtube-network.ts';
import { pickAccounts } from './known-pitfalls.ts';
import { liveSourceContract } from './suite.ts';

const accounts = generateAccounts({ count: 400, topics: 2 });
const signal = AbortSignal.timeout(120_000);
const KEY = 'key-for-tests';

async function openNetwork(options: Partial<YouTubeNetworkOptions> = {}, rules = YOUTUBE_BUDGETS) {
  const network = await startYouTubeNetwork({ accounts, key: KEY, ...options });
  const budgets = createBudgets({ records: createFakeRecords(), source: 'youtube', rules, now: Date.now });
  const source = openYouTube({
    userAgent: 'test',
    config: { base: network.base, key: KEY, policy: 'accepted' },
    pace: { concurrency: 8, perSecond: 10_000 },
    now: Date.now,
    spend: budgets.spend,
  });
  const used = async () => Object.fromEntries((await budgets.read()).map((one) => [one.name, one.used]));
  const dispose = async () => {
    await source.close();
    await network.close();
  };
  return { network, source, budgets, used, dispose };
}

liveSourceContract('youtube', false, async () => {
  const { source, dispose } = await openNetwork();
  const { prolific, renamed, silent, discreet, gone, there } = pickAccounts(accounts);
  return {
    source,
    dispose,
    topic: prolific.topic,
    seed: prolific.name,
    publicIds: there.slice(0, 15).map(channelIdOf),
    optedOutId: null,
    unknownId: 'UCzzzzzzzzzzzzzzzzzzzzzz',
    pitfalls: {
      foundIds: there.filter(({ topic }) => topic === prolific.topic).map(channelIdOf),
      goneIds: gone.slice(0, 5).map(channelIdOf),
      renamed: { id: renamed.formerName ?? '', username: 'gone' },
      hiddenLikesId: channelIdOf(discreet),
      silentId: channelIdOf(silent),
      ownPosts: {
        id: channelIdOf(prolific),
        postIds: prolific.posts
          // A short first page of 30 uploads, without the videos that are private by now.
          .slice(0, 28)
          .filter(({ isForeign }) => !isForeign)
          .map(({ id }) => `v${id}`),
      },
    },
  };
});

it('youtube: reads only fields that the official description has', () => {
  const description = readDescription('youtube');
  for (const [path, fields] of Object.entries(YOUTUBE_ITEMS)) {
    const list = resolveSchema(description, description.answers[path] ?? {});
    assert.deepEqual(missingFields(fields, description, list.properties?.items?.items ?? {}), [], path);
  }
});

it('youtube: counts the units and searches of a day exactly as the server does', async () => {
  const { network, source, used, dispose } = await openNetwork();
  const ids = accounts.map(channelIdOf);
  await Array.fromAsync(source.profiles(ids, signal));
  const { there } = pickAccounts(accounts);
  const withVideos = there.filter(({ posts }) => posts.length > 0);
  const batches = Array.from({ length: ids.length / 50 }, (_, n) => accounts.slice(n * 50, n * 50 + 50));
  const videoCalls = batches.map((batch) => {
    const large = batch.filter((one) => withVideos.includes(one));
    return Math.ceil(large.reduce((sum, { posts }) => sum + Math.min(28, posts.length), 0) / 50);
  });
  const units = batches.length + withVideos.length + videoCalls.reduce((sum, calls) => sum + calls, 0);
  assert.deepEqual(await used(), { units, searches: 0 });
  assert.deepEqual(network.used, { units, searches: 0 });
  const pages = await Array.fromAsync(source.discover({ topic: 'topic0', seeds: [] }, null, signal));
  assert.deepEqual(await used(), { units, searches: pages.length });
  assert.deepEqual(network.used, { units, searches: pages.length });
  await dispose();
});

it('youtube: asks nothing more once the day’s budget is used up', async () => {
  const rules = YOUTUBE_BUDGETS.map((rule) => ({ ...rule, perDay: 5 }));
  const { network, source, dispose } = await openNetwork({}, rules);
  const isExhausted = (error: unknown) =>
    error instanceof SourceFault && error.kind === 'exhausted' && (error.retryAfterMs ?? 0) > 0;
  await assert.rejects(Array.fromAsync(source.profiles(accounts.map(channelIdOf), signal)), isExhausted);
  assert.equal(network.used.units, 5);
  await dispose();
});

it('youtube: takes the server’s own word that the quota is used up', async () => {
  const { source, dispose } = await openNetwork({ quota: { units: 3, searches: 0 } });
  await assert.rejects(
    Array.fromAsync(source.discover({ topic: 'topic0', seeds: [] }, null, signal)),
    (error) => error instanceof SourceFault && error.kind === 'exhausted',
  );
  await dispose();
});

it('youtube: sends the key in a header and never in a URL or an error', async () => {
  const { network, source, dispose } = await openNetwork({ key: 'another key' });
  await assert.rejects(Array.fromAsync(source.profiles([channelIdOf(accounts[0]!)], signal)), (error) => {
    assert.ok(error instanceof SourceFault && !`${error.stack}${error.message}`.includes(KEY));
    return true;
  });
  assert.ok(network.asked.length > 0);
  for (const { query, headers } of network.asked) {
    assert.ok(!query.toString().includes(KEY));
    assert.equal(headers['x-goog-api-key'], KEY);
  }
  await dispose();
});

it('youtube: marks videos that the platform declares as paid', async () => {
  const { source, dispose } = await openNetwork();
  const { prolific } = pickAccounts(accounts);
  const [result] = await Array.fromAsync(source.profiles([channelIdOf(prolific)], signal));
  assert.ok(result !== undefined && 'reading' in result);
  const truth = new Map(prolific.posts.map((post) => [`v${post.id}`, post]));
  for (const { id, views, likes, comments, sponsored } of result.reading.posts) {
    const post = truth.get(id)!;
    assert.deepEqual(
      [views, likes, comments, sponsored],
      [post.views, post.likes, post.comments, post.isSponsored],
    );
  }
  await dispose();
});
