import type { Post } from '#domain/post.ts';
import { MAX_POSTS_PER_PROFILE } from '#domain/post.ts';
import type { HistoryPoint } from '#domain/profile.ts';
import type { Ordering } from './join-sorted.ts';
import { compareText } from './join-sorted.ts';

const MAX_HISTORY = 100;

/**
 * Newest posts first, undated last, ties by id; of two readings, the later one. The publication date is part of the
 * key: a reading that corrects it is stored beside the corrected one, so that cutting never depends on the order of
 * arrival.
 */
export const POSTS: Ordering<Post> = {
  compare(a, b) {
    if (a.published_at !== b.published_at) return (b.published_at ?? -1) - (a.published_at ?? -1);
    return compareText(a.id, b.id);
  },
  pick: laterPost,
  limit: MAX_POSTS_PER_PROFILE,
};

/** Newest point first. For two readings of the same time, a known count wins, then the greater count. */
export const HISTORY: Ordering<HistoryPoint> = {
  compare: (a, b) => b.at - a.at,
  pick(a, b) {
    const followers = greater(a.followers, b.followers);
    const following = greater(a.following, b.following);
    const posts_count = greater(a.posts_count, b.posts_count);
    const adds = followers !== a.followers || following !== a.following || posts_count !== a.posts_count;
    return adds ? { at: a.at, followers, following, posts_count } : a;
  },
  limit: MAX_HISTORY,
};

/** The later of two readings of a post; for equal times, the one whose content sorts higher. */
export function laterPost(a: Post, b: Post): Post {
  if (a.fetched_at !== b.fetched_at) return a.fetched_at > b.fetched_at ? a : b;
  if (sameContent(a, b)) return a;
  return JSON.stringify(a) > JSON.stringify(b) ? a : b;
}

function sameContent(a: Post, b: Post): boolean {
  return (
    a.id === b.id &&
    a.published_at === b.published_at &&
    a.text === b.text &&
    a.likes === b.likes &&
    a.comments === b.comments &&
    a.shares === b.shares &&
    a.views === b.views &&
    a.hashtags.length === b.hashtags.length &&
    a.hashtags.every((tag, i) => tag === b.hashtags[i])
  );
}

function greater(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
