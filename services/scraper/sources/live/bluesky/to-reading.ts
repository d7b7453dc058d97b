import type { Post } from '#domain/post.ts';
import { MAX_POSTS_PER_PROFILE } from '#domain/post.ts';
import { buildPosts } from '#scraper/reading/fields/posts.ts';
import { toLine, toText, toUrl } from '#scraper/reading/fields/text.ts';
import type { Reading } from '#scraper/reading.ts';
import type { DetailedView, PostView } from './answers.ts';

const WEB = 'https://bsky.app/profile/';

/** Accounts whose owner wants no reader outside the network: https://docs.bsky.app/docs/advanced-guides/moderation. */
export function hasOptedOut({ labels = [] }: Pick<DetailedView, 'labels'>): boolean {
  return labels.some(({ val, neg }) => val === '!no-unauthenticated' && neg !== true);
}

/** A handle that no longer resolves is shown as this one. */
export const INVALID_HANDLE = 'handle.invalid';

/** A reading of one account. `posts` are the account's own, newest first. `fetchedAt` in epoch milliseconds. */
export function toReading(view: DetailedView, posts: readonly PostView[], fetchedAt: number): Reading {
  const username = view.handle === INVALID_HANDLE ? view.did : view.handle;
  const avatar = toUrl(view.avatar, 4_096);
  return {
    source: 'bluesky',
    platform: 'bluesky',
    native_id: view.did,
    username,
    fetched_at: fetchedAt,
    profile: {
      username,
      display_name: toLine(view.displayName, 256),
      followers: count(view.followersCount),
      following: count(view.followsCount),
      posts_count: count(view.postsCount),
      category: null,
      bio: toText(view.description, 5_000),
      verified: view.verification?.verifiedStatus === 'valid' ? true : null,
      language: null,
      country: null,
      url: `${WEB}${username}`,
      likes_hidden: false,
    },
    avatar: avatar === null ? null : { kind: 'url', url: avatar },
    posts: toPosts(posts, fetchedAt),
    history: [],
  };
}

function toPosts(posts: readonly PostView[], fetchedAt: number): Post[] {
  const raws = posts.slice(0, MAX_POSTS_PER_PROFILE).map((post) => ({
    id: post.uri,
    publishedAt: post.record.createdAt ?? post.indexedAt,
    text: post.record.text,
    likes: post.likeCount,
    comments: post.replyCount,
    // A quote passes the post on with a comment: docs/metrics.md counts it as a share.
    shares: sum(post.repostCount, post.quoteCount),
    views: null,
    hashtags: tagsOf(post),
  }));
  return buildPosts(raws, fetchedAt);
}

/** Tags of the record and of its rich text, which a client may show without a `#` in the text. */
function tagsOf({ record }: PostView): string[] {
  const facets = (record.facets ?? []).flatMap(({ features }) => features.flatMap(({ tag }) => tag ?? []));
  return [...(record.tags ?? []), ...facets];
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : a + (b ?? 0);
}

function count(value: number | undefined): number | null {
  return value === undefined || value < 0 ? null : value;
}
