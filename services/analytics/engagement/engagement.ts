import type { Engagement, NoEngagementReason } from '#domain/engagement.ts';
import type { Method } from '#domain/engagement-method.ts';
import { interactionsOf } from '#domain/engagement-method.ts';
import { MIN_SAMPLE, medianInterval } from './median-interval.ts';
import type { PostCounts } from './sample.ts';
import { windowDays } from './window.ts';

export interface Audience {
  followers: number | null;
  /** The source says that this account hides its likes. */
  likesHidden: boolean;
}

interface Rated {
  post: PostCounts;
  rate: number;
}

/**
 * The engagement rate over `last`, as many of the newest posts as the method takes. A post counts when its likes are known
 * (a missing count of comments or shares is 0: the platform has none or does not show it, so the rate is a lower
 * bound) and, for a rate per view, when its views are known and not 0. Posts that do not count are not replaced by
 * older ones: the rate is about the last posts or it is `null`.
 */
export function engagementOf(last: readonly PostCounts[], audience: Audience, method: Method): Engagement {
  const rated = audience.likesHidden ? [] : ratedPosts(last, audience, method);
  const reason = whyNone(last, rated, audience, method);
  const interval = reason === null ? medianInterval(rated.map(({ rate }) => rate)) : null;
  return {
    formula: method.formula,
    denominator: method.denominator,
    sample_size: rated.length,
    window_days: windowDays(rated.map(({ post }) => post)),
    median: interval?.median ?? null,
    mean: interval?.mean ?? null,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    confidence: interval?.coverage ?? null,
    reason,
  };
}

function ratedPosts(last: readonly PostCounts[], { followers }: Audience, method: Method): Rated[] {
  const rated: Rated[] = [];
  for (const post of last) {
    const interactions = interactionsOf(post, method);
    const denominator = method.denominator === 'views' ? post.views : followers;
    if (interactions !== null && denominator) rated.push({ post, rate: interactions / denominator });
  }
  return rated;
}

/** The first reason that applies; reasons about the profile come before reasons about its posts. */
function whyNone(
  last: readonly PostCounts[],
  rated: readonly Rated[],
  { followers, likesHidden }: Audience,
  method: Method,
): NoEngagementReason | null {
  if (last.length === 0) return 'no_posts';
  if (likesHidden) return 'likes_hidden';
  if (method.denominator === 'followers' && followers === null) return 'followers_unknown';
  if (method.denominator === 'followers' && followers === 0) return 'no_followers';
  if (rated.length >= MIN_SAMPLE) return null;
  if (last.length < MIN_SAMPLE) return 'too_few_posts';
  const likesKnown = last.filter(({ likes }) => likes !== null).length;
  return likesKnown < MIN_SAMPLE ? 'likes_hidden' : 'views_unknown';
}
