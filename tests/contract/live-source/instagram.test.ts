import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as answers from '#scraper/sources/live/instagram/answers.ts';
import { open as openInstagram } from '#scraper/sources/live/instagram/open.ts';
import { SourceFault } from '#scraper/sources/live/source-fault.ts';
import { readDescription } from '#tests/support/descriptions/description.ts';
import { generateAccounts } from '#tests/support/networks/generated-accounts.ts';
import type { InstagramNetworkOptions } from '#tests/support/networks/instagram-network.ts';
import { startInstagramNetwork } from '#tests/support/networks/instagram-network.ts';
import { missingFields } from '#tests/support/networks/missing-fields.ts';
import { pickAccounts } from './known-pitfalls.ts';
import { liveSourceContract } from './suite.ts';

const accounts = generateAccounts({ count: 400, topics: 2 });
const signal = AbortSignal.timeout(120_000);
const TOKEN = 'token-for-tests';
const ACCOUNT = '17841400000000001';

async function openNetwork(options: Partial<InstagramNetworkOptions> = {}) {
  const network = await startInstagramNetwork({ accounts, account: ACCOUNT, token: TOKEN, ...options });
  const spent = { requests: 0 };
  const source = openInstagram({
    userAgent: 'test',
    config: { base: network.base, token: TOKEN, account: ACCOUNT },
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

liveSourceContract('instagram', false, async () => {
  const { source, dispose } = await openNetwork();
  const { prolific, renamed, silent, discreet, gone, there } = pickAccounts(accounts);
  return {
    source,
    dispose,
    topic: null,
    seed: prolific.name,
    publicIds: there.slice(0, 15).map(({ name }) => name),
    optedOutId: null,
    unknownId: 'unknown_name',
    pitfalls: {
      foundIds: there.slice(0, 60).map(({ name }) => name),
      goneIds: gone.slice(0, 5).map(({ name }) => name),
      renamed: { id: renamed.formerName ?? '', username: 'gone' },
      hiddenLikesId: discreet.name,
      silentId: silent.name,
      ownPosts: { id: prolific.name, postIds: prolific.posts.slice(0, 12).map(({ id }) => String(id)) },
    },
  };
});

it('instagram: reads only fields that are documented', () => {
  const description = readDescription('instagram');
  const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  assert.deepEqual(missingFields(answers.Account, description, schema('IGUser')), []);
  assert.deepEqual(missingFields(answers.Media, description, schema('IGMedia')), []);
});

it('instagram: costs one request for an account', async () => {
  const { network, source, spent, dispose } = await openNetwork();
  const ids = accounts.map(({ name }) => name);
  const results = await Array.fromAsync(source.profiles(ids, signal));
  assert.equal(results.length, ids.length);
  assert.equal(network.counts.requests, ids.length);
  assert.equal(spent.requests, ids.length);
  await dispose();
});

it('instagram: is exhausted once the token is over its limit', async () => {
  const { source, dispose } = await openNetwork({ limit: 10 });
  const ids = accounts.slice(0, 30).map(({ name }) => name);
  await assert.rejects(
    Array.fromAsync(source.profiles(ids, signal)),
    (error) => error instanceof SourceFault && error.kind === 'exhausted' && error.retryAfterMs === 3_600_000,
  );
  await dispose();
});

it('instagram: asks for nothing but a name', async () => {
  const { network, source, dispose } = await openNetwork();
  const names = ['a){id}', 'a b', '', 'x'.repeat(31), 'me){username}', '.a', 'a/../b'];
  const results = await Array.fromAsync(source.profiles(names, signal));
  assert.deepEqual(
    results,
    names.map((id) => ({ id, absent: 'gone' })),
  );
  assert.equal(network.counts.requests, 0);
  await dispose();
});

it('instagram: sends the token in a header and never in a URL or an error', async () => {
  const { network, source, dispose } = await openNetwork({ token: 'another token' });
  await assert.rejects(Array.fromAsync(source.profiles(['maker_1'], signal)), (error) => {
    assert.ok(error instanceof SourceFault && error.kind === 'forbidden');
    assert.ok(!`${error.stack}${error.message}`.includes(TOKEN));
    return true;
  });
  for (const { query } of network.asked) assert.ok(!query.toString().includes(TOKEN));
  await dispose();
});
