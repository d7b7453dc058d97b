import type { Post } from '#domain/post.ts';
import type { ProfileFacts } from '#domain/profile.ts';
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
    // Posts may have been read after the profile; those published by then count.
    fetched_at_ms: posts.reduce((newest, post) => Math.max(newest, post.fetched_at), fetchedAt),
    ...textsOf(facts, posts),
  };
}

/** Posts whose texts are sent, and how much of each: enough to tell, little to carry. */
const TEXT_POSTS = 12;
const TEXT_LENGTH = 200;

/** Texts cost time and bytes, so they are sent only for what the sources do not give. */
function textsOf(facts: ProfileFacts, posts: readonly Post[]): Pick<AnalyzeRequest, 'texts'> {
  if (facts.language !== null && facts.category !== null) return {};
  return {
    texts: {
      display_name: facts.display_name ?? '',
      bio: facts.bio ?? '',
      posts: posts.slice(0, TEXT_POSTS).flatMap(({ text }) => text?.slice(0, TEXT_LENGTH) ?? []),
      guess_language: facts.language === null,
      guess_category: facts.category === null,
    },
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
