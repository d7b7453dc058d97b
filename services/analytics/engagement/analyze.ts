import type { Engagement } from '#domain/engagement.ts';
import type { Platform } from '#domain/platform.ts';
import { engagementOf } from './engagement.ts';
import type { PostCounts } from './sample.ts';
import { methodOf, newestFirst } from './sample.ts';
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
}

export interface Analysis {
  id: string;
  engagement: Engagement;
  /** Epoch milliseconds; `null` without dated posts. */
  lastPostAt: number | null;
  postsPerWeek: number | null;
  topics: string[];
}

/**
 * Everything that is computed from one profile's posts. Pure: it does not depend on the clock, and on the order of
 * posts only for posts of the same time.
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
  };
}
