import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createBlueskySource } from '#scraper/sources/live/bluesky/bluesky.ts';
import { seededNetwork, testClient } from '#tests/support/servers/social-network.ts';
import { liveSourceContract } from './suite.ts';

interface TruthPost {
  uri: string;
  kind: string;
  likes: number;
  reposts: number;
  replies: number;
  quotes: number;
  replyTo?: string;
}
interface TruthAccount {
  did: string;
  handle: string;
  role: string;
  state: string;
  topic: string;
  followers: number;
  follows: number;
  posts: number;
  displayName: string;
  feed: TruthPost[];
}

const network = seededNetwork<TruthAccount>('BLUESKY');
const skip = typeof network === 'string' ? network : false;

function open() {
  if (typeof network === 'string') throw new Error(network);
  const { accounts, base } = network;
  const active = accounts.filter(({ state, role }) => state === 'active' && role !== 'hidden');
  const role = (name: string) => accounts.find((account) => account.role === name)!;
  const source = createBlueskySource(testClient(new URL('xrpc/', base)));
  return {
    source,
    accounts: active,
    topic: role('hub').topic,
    seed: role('hub').handle,
    publicIds: active.slice(0, 30).map(({ did }) => did),
    optedOutId: role('hidden').did,
    unknownId: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa',
    dispose: () => source.close(),
  };
}

liveSourceContract('bluesky', skip, async () => open());

it('bluesky: reads every public account as it was seeded', { skip }, async () => {
  const { source, accounts, dispose } = open();
  const byDid = new Map(accounts.map((account) => [account.did, account]));
  const ids = [...byDid.keys()];
  let read = 0;
  for await (const result of source.profiles(ids, AbortSignal.timeout(300_000))) {
    assert.ok('reading' in result, `${result.id} has a reading`);
    const truth = byDid.get(result.id)!;
    const { profile, posts } = result.reading;
    assert.deepEqual(
      [result.reading.username, profile?.followers, profile?.following, profile?.posts_count],
      [truth.handle, truth.followers, truth.follows, truth.posts],
    );
    const own = truth.feed.filter(({ replyTo }) => replyTo === undefined);
    const seeded = new Map(own.map((post) => [post.uri, post]));
    assert.ok(posts.length >= Math.min(12, own.length), `${truth.handle}: ${posts.length} of ${own.length}`);
    for (const post of posts) {
      const { likes, replies, reposts, quotes } = seeded.get(post.id)!;
      assert.deepEqual([post.likes, post.comments, post.shares], [likes, replies, reposts + quotes]);
    }
    read++;
  }
  assert.equal(read, accounts.length);
  await dispose();
});
