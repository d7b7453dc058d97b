import type { Post } from '#domain/post.ts';
import type { AnalyzeRequest } from '#rpc/analytics-client.ts';
import type { PresentView } from '../record/present-view.ts';
import { postsOf } from '../record/present-view.ts';
import type { ProfileRecord } from '../record/profile-record.ts';

/** What analytics needs of a profile; `null` becomes absent. */
export function analyzeRequestOf(record: ProfileRecord, { facts, fetchedAt }: PresentView): AnalyzeRequest {
  const posts = postsOf(record);
  return {
    id: record.id,
    platform: record.platform,
    ...(facts.followers !== null && { followers: facts.followers }),
    likes_hidden: facts.likes_hidden,
    posts: columnsOf(posts),
    // Posts may have been read after the profile; what was out by then counts.
    fetched_at_ms: posts.reduce((newest, post) => Math.max(newest, post.fetched_at), fetchedAt),
  };
}

/** `NaN` is what the service takes for unknown. */
function columnsOf(posts: readonly Post[]): NonNullable<AnalyzeRequest['posts']> {
  return {
    published_at_ms: posts.map((post) => post.published_at ?? Number.NaN),
    likes: posts.map((post) => post.likes ?? Number.NaN),
    comments: posts.map((post) => post.comments ?? Number.NaN),
    shares: posts.map((post) => post.shares ?? Number.NaN),
    views: posts.map((post) => post.views ?? Number.NaN),
    hashtag_counts: posts.map((post) => post.hashtags.length),
    hashtags: posts.flatMap((post) => post.hashtags),
  };
}
