import type { Engagement } from '#domain/engagement.ts';
import { methodOf } from '#domain/engagement-method.ts';
import type { Authenticity, Sponsored } from '#domain/enrichment.ts';
import type { Platform } from '#domain/platform.ts';
import type { AccountFacts } from '../enrichment/authenticity.ts';
import { authenticityOf } from '../enrichment/authenticity.ts';
import type { FollowerReading, GrowthResult } from '../enrichment/growth.ts';
import { growthOf } from '../enrichment/growth.ts';
import { sponsoredOf } from '../enrichment/sponsored.ts';
import { engagementOf } from './engagement.ts';
import type { PostCounts } from './sample.ts';
import { newestFirst } from './sample.ts';
import { topicsOf } from './topics.ts';
import { postsPerWeek } from './window.ts';

export interface AnalysisInput {
  id: string;
  platform: Platform;
  followers: number | null;
  likesHidden: boolean;
  posts: readonly PostCounts[];
  /** When the newest of these facts was read, epoch milliseconds. */
  fetchedAt: number;
  /** Follower counts of all readings, in any order. */
  history: readonly FollowerReading[];
  /** For the rules about authenticity; `null` when they are not asked for. */
  account: Omit<AccountFacts, 'followers' | 'fetchedAt' | 'knownSince'> | null;
}

export interface Analysis {
  id: string;
  engagement: Engagement;
  /** Epoch milliseconds; `null` without dated posts. */
  lastPostAt: number | null;
  postsPerWeek: number | null;
  /** Hashtags with the number of posts that use them. */
  topics: { topic: string; posts: number }[];
  growth: GrowthResult;
  sponsored: Sponsored;
  authenticity: Authenticity | null;
}

/**
 * Everything that is computed from one profile's posts and readings. Pure: it does not depend on the clock, and on the
 * order of posts only for posts of the same time.
 * A post dated after the reading is ignored: it was not published yet, so its date is wrong.
 */
export function analyze(input: AnalysisInput): Analysis {
  const method = methodOf(input.platform);
  const posts = newestFirst(input.posts, input.fetchedAt);
  const last = posts.slice(0, method.lastPosts);
  return {
    id: input.id,
    engagement: engagementOf(last, input, method),
    lastPostAt: posts[0]?.published_at ?? null,
    postsPerWeek: postsPerWeek(last),
    topics: topicsOf(posts),
    growth: growthOf(input.history),
    sponsored: sponsoredOf(last),
    authenticity: input.account && authenticityOf(factsOf(input, input.account, posts), posts),
  };
}

function factsOf(
  { followers, fetchedAt, history }: AnalysisInput,
  account: NonNullable<AnalysisInput['account']>,
  posts: readonly PostCounts[],
): AccountFacts {
  const oldestPost = posts.findLast(({ published_at }) => published_at !== null)?.published_at;
  const signs = [...history.map(({ at }) => at), ...(oldestPost == null ? [] : [oldestPost])];
  const knownSince = signs.length === 0 ? null : Math.min(...signs);
  return { ...account, followers, fetchedAt, knownSince };
}
