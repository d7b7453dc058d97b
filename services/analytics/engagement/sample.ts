import type { EngagementFormula } from '#domain/engagement.ts';
import type { Platform } from '#domain/platform.ts';

/** One post as the formulas need it. Times in epoch milliseconds; `null` is unknown. */
export interface PostCounts {
  published_at: number | null;
  likes: number | null;
  comments: number | null;
  shares: number | null;
  views: number | null;
  hashtags: readonly string[];
  /** The beginning of its text; empty when there is none, or when texts were not sent. */
  text: string;
  /** What the platform says about payment. */
  paid: boolean | null;
}

/** Method of the rate of one platform: which counts are interactions, the divisor, and the number of posts. */
export interface Method {
  formula: EngagementFormula;
  denominator: 'followers' | 'views';
  /** Number of newest posts to use. */
  lastPosts: number;
  countsShares: boolean;
}

const PER_FOLLOWER: Method = {
  formula: 'interactions_per_follower',
  denominator: 'followers',
  lastPosts: 12,
  countsShares: true,
};
const PER_VIEW: Method = {
  formula: 'interactions_per_view',
  denominator: 'views',
  lastPosts: 30,
  countsShares: true,
};

/**
 * The published convention of each platform: interactions over followers on the last 12 posts (HypeAuditor's
 * definition), by views on the last 30 for the video platforms, where YouTube has no public count of shares.
 * Platforms without a common convention take the first, so that figures can be compared: docs/metrics.md.
 */
export function methodOf(platform: Platform): Method {
  if (platform === 'tiktok') return PER_VIEW;
  if (platform === 'youtube') return { ...PER_VIEW, countsShares: false };
  return PER_FOLLOWER;
}

/** The posts published before the source was read, newest first; undated ones last; ties as given. */
export function newestFirst(posts: readonly PostCounts[], fetchedAt: number): PostCounts[] {
  return posts.filter((post) => post.published_at === null || post.published_at <= fetchedAt).sort(byAge);
}

/** Likes, comments and, where the method counts them, shares. `null` without likes: the main part is unknown. */
export function interactionsOf(post: PostCounts, method: Method): number | null {
  if (post.likes === null) return null;
  return post.likes + (post.comments ?? 0) + (method.countsShares ? (post.shares ?? 0) : 0);
}

function byAge(a: PostCounts, b: PostCounts): number {
  if (a.published_at === b.published_at) return 0;
  if (a.published_at === null) return 1;
  if (b.published_at === null) return -1;
  return b.published_at - a.published_at;
}
