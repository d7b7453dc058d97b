import type { EngagementFormula } from './engagement.ts';
import type { Platform } from './platform.ts';

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

/** Counts of one post; `null` is unknown. */
interface Interactions {
  likes: number | null;
  comments: number | null;
  shares: number | null;
}

/** Likes, comments and, where the method counts them, shares. `null` without likes: the main part is unknown. */
export function interactionsOf(post: Interactions, method: Method): number | null {
  if (post.likes === null) return null;
  return post.likes + (post.comments ?? 0) + (method.countsShares ? (post.shares ?? 0) : 0);
}
