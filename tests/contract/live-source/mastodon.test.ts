import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createInstances } from '#scraper/sources/live/mastodon/instances.ts';
import { createMastodonSource } from '#scraper/sources/live/mastodon/mastodon.ts';
import { seededNetwork, testClient } from '#tests/support/servers/social-network.ts';
import { liveSourceContract } from './suite.ts';

interface TruthPost {
  createdAt: string;
  visibility: string;
  favourites: number;
  boosts: number;
  replies: number;
  replyTo?: string;
}
interface TruthAccount {
  id: string;
  username: string;
  role: string;
  state: string;
  discoverable: boolean;
  displayName: string;
  followers: number;
  following: number;
  statuses: number;
  feed: TruthPost[];
}

const network = seededNetwork<TruthAccount>('MASTODON');
const token = process.env.MASTODON_TOKEN;
const skip = typeof network === 'string' ? network : false;
const DOMAIN = 'social.test';

function open() {
  if (typeof network === 'string') throw new Error(network);
  const { accounts, base } = network;
  const shown = accounts.filter(({ state, discoverable }) => state === 'active' && discoverable);
  const role = (name: string) => accounts.find((account) => account.role === name)!;
  const open = () => testClient(base, token === undefined ? null : `Bearer ${token}`);
  const source = createMastodonSource(createInstances([DOMAIN], open));
  const fullName = ({ username }: TruthAccount) => `${username}@${DOMAIN}`;
  const hidden = accounts.find(({ state, discoverable }) => state === 'active' && !discoverable)!;
  return {
    source,
    accounts: new Map(shown.map((account) => [fullName(account), account])),
    absent: new Map(
      accounts
        .filter(({ state }) => state !== 'active')
        .map((account) => [fullName(account), account.state === 'moved' ? 'moved' : 'gone']),
    ),
    topic: role('hub').displayName.split(' ')[0]!.slice(0, 2),
    seed: fullName(role('hub')),
    publicIds: shown.slice(0, 15).map(fullName),
    optedOutId: fullName(hidden),
    unknownId: `unknown_account@${DOMAIN}`,
    dispose: () => source.close(),
  };
}

liveSourceContract('mastodon', skip, async () => open());

it('mastodon: reads every discoverable account as it was seeded', { skip }, async () => {
  const { source, accounts, absent, dispose } = open();
  const ids = [...accounts.keys(), ...absent.keys()];
  for await (const result of source.profiles(ids, AbortSignal.timeout(300_000))) {
    const truth = accounts.get(result.id);
    if (truth === undefined) {
      assert.equal('absent' in result && result.absent, absent.get(result.id), result.id);
      continue;
    }
    assert.ok('reading' in result, `${result.id} has a reading`);
    const { profile, posts } = result.reading;
    assert.deepEqual(
      [profile?.followers, profile?.following, profile?.posts_count],
      [truth.followers, truth.following, truth.statuses],
    );
    const own = truth.feed.filter(
      ({ visibility, replyTo }) => ['public', 'unlisted'].includes(visibility) && replyTo === undefined,
    );
    const counts = ({ favourites, replies, boosts }: TruthPost) => [favourites, replies, boosts];
    assert.ok(posts.length >= Math.min(12, own.length), `${result.id}: ${posts.length} of ${own.length}`);
    const newest = own
      .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
      .slice(0, posts.length);
    assert.deepEqual(
      posts.map(({ likes, comments, shares }) => [likes, comments, shares]).sort(),
      newest.map(counts).sort(),
      result.id,
    );
    ids.splice(ids.indexOf(result.id), 1);
  }
  await dispose();
});
