import { isPlatform, PLATFORMS } from '#domain/platform.ts';
import { MAX_POSTS_PER_PROFILE } from '#domain/post.ts';
import { MAX_PROFILES_PER_CALL, MAX_READINGS } from '#rpc/analytics-proto.ts';
import type { Account__Output } from '#rpc/generated/influscope/analytics/v1/Account.ts';
import type { AnalyzeBatchRequest__Output } from '#rpc/generated/influscope/analytics/v1/AnalyzeBatchRequest.ts';
import type { AnalyzeRequest__Output } from '#rpc/generated/influscope/analytics/v1/AnalyzeRequest.ts';
import type { History__Output } from '#rpc/generated/influscope/analytics/v1/History.ts';
import type { Posts__Output } from '#rpc/generated/influscope/analytics/v1/Posts.ts';
import type { AnalysisInput } from './engagement/analyze.ts';
import type { PostCounts } from './engagement/sample.ts';
import type { FollowerReading } from './enrichment/growth.ts';
import type { TextsInput } from './text/analyze-texts.ts';

/** An invalid request; the message begins with the path of the field. */
export class InvalidArgumentError extends Error {
  override readonly name = 'InvalidArgumentError';
  constructor(field: string, problem: string) {
    super(`${field}: ${problem}`);
  }
}

/** Rejects a batch that is too long; the profiles are decoded one by one. Throws `InvalidArgumentError`. */
export function profilesOf(request: AnalyzeBatchRequest__Output): AnalyzeRequest__Output[] {
  if (request.profiles.length > MAX_PROFILES_PER_CALL) {
    throw new InvalidArgumentError(
      'profiles',
      `${request.profiles.length}, at most ${MAX_PROFILES_PER_CALL}`,
    );
  }
  return request.profiles;
}

/** Reads the profile at `path`. Throws `InvalidArgumentError`. */
export function decodeProfile(wire: AnalyzeRequest__Output, path: string): AnalysisInput {
  if (!wire.id) throw new InvalidArgumentError(`${path}.id`, 'missing');
  if (!isPlatform(wire.platform)) {
    throw new InvalidArgumentError(
      `${path}.platform`,
      `"${wire.platform ?? ''}" is unknown; known: ${PLATFORMS}`,
    );
  }
  return {
    id: wire.id,
    platform: wire.platform,
    followers: count(wire.followers, path, 'followers'),
    likesHidden: wire.likes_hidden ?? false,
    posts: wire.posts ? decodePosts(wire.posts, `${path}.posts`) : [],
    fetchedAt: count(wire.fetched_at_ms, path, 'fetched_at_ms') ?? 0,
    history: wire.history ? decodeHistory(wire.history, `${path}.history`) : [],
    account: wire.account ? decodeAccount(wire.account, `${path}.account`) : null,
  };
}

/** The texts of a decoded profile; `null` when no guess is requested. */
export function decodeTexts({ texts, posts }: AnalyzeRequest__Output): TextsInput | null {
  if (!texts || !(texts.guess_language || texts.guess_category)) return null;
  return {
    displayName: texts.display_name ?? '',
    bio: texts.bio ?? '',
    posts: texts.posts.length > 0 ? texts.posts : newestTexts(posts?.texts ?? []),
    hashtags: posts?.hashtags ?? [],
    guessLanguage: texts.guess_language ?? false,
    guessCategory: texts.guess_category ?? false,
  };
}

/** Posts whose texts the guesses look at. */
const GUESS_POSTS = 12;

function newestTexts(texts: readonly string[]): string[] {
  return texts.slice(0, GUESS_POSTS).filter((text) => text !== '');
}

function decodeHistory(wire: History__Output, path: string): FollowerReading[] {
  const { at_ms, followers } = wire;
  if (at_ms.length > MAX_READINGS)
    throw new InvalidArgumentError(path, `${at_ms.length}, at most ${MAX_READINGS}`);
  if (followers.length !== at_ms.length) {
    throw new InvalidArgumentError(`${path}.followers`, `${followers.length} for ${at_ms.length} readings`);
  }
  return at_ms.map((at, i) => ({
    at: count(at, path, `at_ms[${i}]`) ?? 0,
    followers: count(followers[i], path, `followers[${i}]`) ?? 0,
  }));
}

function decodeAccount(wire: Account__Output, path: string): NonNullable<AnalysisInput['account']> {
  return {
    following: count(wire.following, path, 'following'),
    postsCount: count(wire.posts_count, path, 'posts_count'),
    hasBio: wire.has_bio ?? null,
    hasLocation: wire.has_location ?? null,
    hasDefaultPicture: wire.has_default_picture ?? null,
  };
}

const COUNTS = ['published_at_ms', 'likes', 'comments', 'shares', 'views'] as const;

function decodePosts(wire: Posts__Output, path: string): PostCounts[] {
  const length = wire.hashtag_counts.length;
  if (length > MAX_POSTS_PER_PROFILE) {
    throw new InvalidArgumentError(path, `${length}, at most ${MAX_POSTS_PER_PROFILE}`);
  }
  for (const name of COUNTS) {
    if (wire[name].length !== length) {
      throw new InvalidArgumentError(`${path}.${name}`, `${wire[name].length} for ${length} posts`);
    }
  }
  for (const name of ['texts', 'payments'] as const) {
    const entries = wire[name].length;
    if (entries !== 0 && entries !== length) {
      throw new InvalidArgumentError(`${path}.${name}`, `${entries} for ${length} posts`);
    }
  }
  const tags = wire.hashtag_counts.reduce((sum, tagsOfPost) => sum + tagsOfPost, 0);
  if (wire.hashtags.length !== tags) {
    throw new InvalidArgumentError(`${path}.hashtags`, `${wire.hashtags.length} where ${tags} are counted`);
  }

  const at = (name: (typeof COUNTS)[number], i: number) => {
    const value = wire[name][i] as number;
    if (Number.isNaN(value)) return null;
    // The path is built only for a fault: a call has thousands of counts.
    return isCount(value) ? value : count(value, path, `${name}[${i}]`);
  };
  let tagsSeen = 0;
  const tagsOfNext = (tagsOfPost: number) => {
    tagsSeen += tagsOfPost;
    return wire.hashtags.slice(tagsSeen - tagsOfPost, tagsSeen);
  };
  return wire.hashtag_counts.map((tagsOfPost, i) => ({
    published_at: at('published_at_ms', i),
    likes: at('likes', i),
    comments: at('comments', i),
    shares: at('shares', i),
    views: at('views', i),
    hashtags: tagsOfNext(tagsOfPost),
    text: wire.texts[i] ?? '',
    paid: PAID[wire.payments[i] ?? 'UNSTATED'] ?? null,
  }));
}

const PAID: Readonly<Record<string, boolean | null>> = { UNSTATED: null, PAID: true, NOT_PAID: false };

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** A whole number from 0, as counts and times are; `null` when absent. */
function count(value: number | undefined, path: string, field: string): number | null {
  if (value === undefined) return null;
  if (isCount(value)) return value;
  throw new InvalidArgumentError(`${path}.${field}`, `${value} is not a whole number from 0`);
}
