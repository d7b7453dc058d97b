import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import type { AnalysisInput } from '#analytics/engagement/analyze.ts';
import { assertSameMetrics } from '#tests/support/metrics/compare-metrics.ts';

interface TruthPost {
  createdAt?: string;
  tags?: string[];
  likes?: number;
  reposts?: number;
  quotes?: number;
  replies?: number;
  favourites?: number;
  boosts?: number;
  replyTo?: string;
}
interface TruthAccount {
  id?: string;
  did?: string;
  followers: number;
  follows?: number;
  following?: number;
  posts?: number;
  statuses?: number;
  feed: TruthPost[];
}

for (const [name, platform] of [
  ['BLUESKY_TRUTH', 'bluesky'],
  ['MASTODON_TRUTH', 'mastodon'],
] as const) {
  const path = process.env[name];
  const skip = path === undefined ? `${name} is not set` : false;
  it(`two implementations agree on every account of ${name}`, { skip }, (t) => {
    const { accounts } = JSON.parse(readFileSync(path ?? '', 'utf8')) as { accounts: TruthAccount[] };
    let rated = 0;
    for (const account of accounts) if (assertSameMetrics(inputOf(account, platform)).isRated) rated++;
    t.diagnostic(`${accounts.length} accounts, ${rated} with a rate`);
    assert.ok(rated > 0);
  });
}

function inputOf(account: TruthAccount, platform: AnalysisInput['platform']): AnalysisInput {
  const own = account.feed.filter(({ replyTo }) => replyTo === undefined);
  const times = own.map((post) => Date.parse(post.createdAt ?? ''));
  const fetchedAt = Math.max(0, ...times.filter((time) => !Number.isNaN(time)));
  return {
    id: `${platform}:${account.did ?? account.id}`,
    platform,
    followers: account.followers,
    likesHidden: false,
    fetchedAt,
    posts: own.map((post, n) => ({
      published_at: Number.isNaN(times[n]) ? null : (times[n] ?? null),
      likes: post.likes ?? post.favourites ?? null,
      comments: post.replies ?? null,
      shares: (post.reposts ?? post.boosts ?? 0) + (post.quotes ?? 0),
      views: null,
      hashtags: (post.tags ?? []).map((tag) => tag.toLowerCase()),
      text: '',
      paid: null,
    })),
    history: [],
    account: {
      following: account.follows ?? account.following ?? null,
      postsCount: account.posts ?? account.statuses ?? null,
      hasBio: null,
      hasLocation: null,
      hasDefaultPicture: null,
    },
  };
}
