import { isPlatform, PLATFORMS } from '../shared/domain/platform.ts';
import { MAX_POSTS_PER_PROFILE } from '../shared/domain/post.ts';
import { MAX_PROFILES_PER_CALL } from '../shared/rpc/analytics-proto.ts';
import type { AnalyzeBatchRequest__Output } from '../shared/rpc/generated/influscope/analytics/v1/AnalyzeBatchRequest.ts';
import type { AnalyzeRequest__Output } from '../shared/rpc/generated/influscope/analytics/v1/AnalyzeRequest.ts';
import type { Post__Output } from '../shared/rpc/generated/influscope/analytics/v1/Post.ts';
import type { AnalysisInput } from './engagement/analyze.ts';
import type { PostCounts } from './engagement/sample.ts';

/** A request that cannot be; the message begins with the field's path. */
export class InvalidArgumentError extends Error {
  override readonly name = 'InvalidArgumentError';
  constructor(field: string, problem: string) {
    super(`${field}: ${problem}`);
  }
}

/** Refuses a batch that is too long; the profiles are decoded one by one. Throws `InvalidArgumentError`. */
export function profilesOf(request: AnalyzeBatchRequest__Output): AnalyzeRequest__Output[] {
  if (request.profiles.length > MAX_PROFILES_PER_CALL) {
    throw new InvalidArgumentError(
      'profiles',
      `${request.profiles.length}, at most ${MAX_PROFILES_PER_CALL}`,
    );
  }
  return request.profiles;
}

/** Reads the profile that stands at `path`. Throws `InvalidArgumentError`. */
export function decodeProfile(wire: AnalyzeRequest__Output, path: string): AnalysisInput {
  if (!wire.id) throw new InvalidArgumentError(`${path}.id`, 'missing');
  if (!isPlatform(wire.platform)) {
    throw new InvalidArgumentError(`${path}.platform`, `"${wire.platform ?? ''}" is not one of ${PLATFORMS}`);
  }
  if (wire.posts.length > MAX_POSTS_PER_PROFILE) {
    throw new InvalidArgumentError(`${path}.posts`, `${wire.posts.length}, at most ${MAX_POSTS_PER_PROFILE}`);
  }
  const ids = new Set<string>();
  return {
    id: wire.id,
    platform: wire.platform,
    followers: count(wire.followers, path, 'followers'),
    likesHidden: wire.likes_hidden ?? false,
    posts: wire.posts.map((post, i) => decodePost(post, `${path}.posts[${i}]`, ids)),
    fetchedAt: count(wire.fetched_at_ms, path, 'fetched_at_ms') ?? 0,
  };
}

function decodePost(wire: Post__Output, path: string, ids: Set<string>): PostCounts {
  if (!wire.id) throw new InvalidArgumentError(`${path}.id`, 'missing');
  if (ids.has(wire.id)) throw new InvalidArgumentError(`${path}.id`, `"${wire.id}" is there twice`);
  ids.add(wire.id);
  return {
    id: wire.id,
    published_at: count(wire.published_at_ms, path, 'published_at_ms'),
    likes: count(wire.likes, path, 'likes'),
    comments: count(wire.comments, path, 'comments'),
    shares: count(wire.shares, path, 'shares'),
    views: count(wire.views, path, 'views'),
    hashtags: wire.hashtags,
  };
}

/** A whole number from 0, as counts and times are; `null` when absent. */
function count(value: number | undefined, path: string, field: string): number | null {
  if (value === undefined) return null;
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError(`${path}.${field}`, `${value} is not a whole number from 0`);
}
