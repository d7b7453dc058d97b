import type { Post } from '../../shared/domain/post.ts';
import type { AnalyzeRequest } from '../../shared/rpc/analytics-client.ts';
import type { PresentView } from '../record/present-view.ts';
import { postsOf } from '../record/present-view.ts';
import type { ProfileRecord } from '../record/profile-record.ts';

type PostWire = NonNullable<AnalyzeRequest['posts']>[number];

/** What analytics needs of a profile; `null` becomes absent. */
export function analyzeRequestOf(record: ProfileRecord, { facts, fetchedAt }: PresentView): AnalyzeRequest {
  const posts = postsOf(record);
  return {
    id: record.id,
    platform: record.platform,
    ...(facts.followers !== null && { followers: facts.followers }),
    likes_hidden: facts.likes_hidden,
    posts: posts.map(postWire),
    // Posts may have been read after the profile; what was out by then counts.
    fetched_at_ms: posts.reduce((newest, post) => Math.max(newest, post.fetched_at), fetchedAt),
  };
}

function postWire(post: Post): PostWire {
  const wire: PostWire = { id: post.id, hashtags: post.hashtags };
  if (post.published_at !== null) wire.published_at_ms = post.published_at;
  if (post.likes !== null) wire.likes = post.likes;
  if (post.comments !== null) wire.comments = post.comments;
  if (post.shares !== null) wire.shares = post.shares;
  if (post.views !== null) wire.views = post.views;
  return wire;
}
