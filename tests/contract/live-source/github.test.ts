import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as answers from '#scraper/sources/live/github/answers.ts';
import { open as openGitHub } from '#scraper/sources/live/github/open.ts';
import { readDescription } from '#tests/support/descriptions/description.ts';
import { generateAccounts } from '#tests/support/networks/generated-accounts.ts';
import type { GitHubNetworkOptions } from '#tests/support/networks/github-network.ts';
import { startGitHubNetwork } from '#tests/support/networks/github-network.ts';
import { missingFields } from '#tests/support/networks/missing-fields.ts';
import { pickAccounts } from './known-pitfalls.ts';
import { liveSourceContract } from './suite.ts';

const accounts = generateAccounts({ count: 600, topics: 2 });
const signal = AbortSignal.timeout(120_000);

async function openNetwork(options: Partial<GitHubNetworkOptions> = {}) {
  const network = await startGitHubNetwork({ accounts, ...options });
  const spent = { requests: 0 };
  const source = openGitHub({
    userAgent: 'test',
    config: { base: network.base, token: null },
    pace: { concurrency: 8, perSecond: 10_000 },
    now: Date.now,
    async spend(_name, cost) {
      spent.requests += cost;
    },
  });
  const dispose = async () => {
    await source.close();
    await network.close();
  };
  return { network, source, spent, dispose };
}

liveSourceContract('github', false, async () => {
  const { source, dispose } = await openNetwork();
  const { prolific, renamed, silent, gone, there } = pickAccounts(accounts);
  return {
    source,
    dispose,
    topic: prolific.topic,
    seed: prolific.name,
    publicIds: there.slice(0, 15).map(({ number }) => String(number)),
    optedOutId: null,
    unknownId: '99999999',
    pitfalls: {
      foundIds: there
        .filter(({ topic, number }) => topic === prolific.topic && number !== prolific.number)
        .map(({ number }) => String(number)),
      goneIds: gone.slice(0, 5).map(({ number }) => String(number)),
      renamed: { id: renamed.formerName ?? '', username: renamed.name },
      hiddenLikesId: null,
      silentId: silent.name,
      ownPosts: {
        id: String(prolific.number),
        postIds: prolific.posts.filter(({ isForeign }) => !isForeign).map(({ id }) => String(id)),
      },
    },
  };
});

it('github: reads only fields that the official description has', () => {
  const description = readDescription('github');
  const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const read = [
    [answers.User, 'public-user'],
    [answers.UserItem, 'simple-user'],
    [answers.UserItem, 'user-search-result-item'],
    [answers.Repository, 'minimal-repository'],
    [answers.Repository, 'repo-search-result-item'],
  ] as const;
  for (const [fields, name] of read) {
    assert.deepEqual(missingFields(fields, description, schema(name)), [], name);
  }
});

it('github: asks conditionally for what it has read', async () => {
  const { network, source, dispose } = await openNetwork();
  const ids = accounts.slice(20, 30).map(({ number }) => String(number));
  const first = await Array.fromAsync(source.profiles(ids, signal));
  const before = { ...network.counts };
  const second = await Array.fromAsync(source.profiles(ids, signal));
  assert.equal(network.counts.unchanged, network.counts.requests - before.requests - goneIn(ids));
  const posts = (results: typeof first) =>
    results.map((one) => ('reading' in one ? one.reading.posts.length : null));
  assert.deepEqual(posts(second), posts(first));
  await dispose();
});

/** An answer of 404 has no ETag. */
function goneIn(ids: readonly string[]): number {
  return accounts.filter(({ number, state }) => state === 'gone' && ids.includes(String(number))).length;
}

it('github: never exceeds the limit of a window, and continues in the next one', async () => {
  const limits = { core: 40, search: 5, windowMs: 1_000 };
  const { network, source, spent, dispose } = await openNetwork({ limits });
  const ids = accounts.slice(50, 110).map(({ number }) => String(number));
  const results = await Array.fromAsync(source.profiles(ids, signal));
  assert.equal(results.length, ids.length);
  assert.equal(network.overLimit(), 0);
  assert.equal(spent.requests, network.counts.requests);
  await dispose();
});

it('github: rests after a secondary limit and reads everything once', async () => {
  const faults = { seed: 3, limited: 0.1, unavailable: 0.05, cut: 0.02 };
  const { network, source, dispose } = await openNetwork({ faults });
  const ids = accounts.slice(0, 60).map(({ number }) => String(number));
  const results = await Array.fromAsync(source.profiles(ids, signal));
  assert.deepEqual(results.map(({ id }) => id).sort(), [...ids].sort());
  assert.ok(network.counts.faults > 0);
  await dispose();
});

it('github: names the account and its stars, never a fork', async () => {
  const { source, dispose } = await openNetwork();
  const { prolific } = pickAccounts(accounts);
  const [result] = await Array.fromAsync(source.profiles([prolific.name], signal));
  assert.ok(result !== undefined && 'reading' in result);
  const { profile, native_id, posts } = result.reading;
  assert.deepEqual(
    [native_id, profile?.followers, profile?.following, profile?.posts_count],
    [String(prolific.number), prolific.followers, prolific.following, prolific.posts.length],
  );
  const own = prolific.posts.filter(({ isForeign }) => !isForeign);
  assert.deepEqual(
    posts.map(({ likes, comments, shares }) => [likes, comments, shares]),
    own.map(({ likes }) => [likes, null, null]),
  );
  await dispose();
});
