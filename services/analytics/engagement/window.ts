import type { PostCounts } from './sample.ts';

const DAY_MS = 86_400_000;

/** Whole days from the oldest to the newest dated post, rounded up; `null` without dated posts. */
export function windowDays(posts: readonly PostCounts[]): number | null {
  const span = spanOf(posts);
  return span === null ? null : Math.ceil((span.newest - span.oldest) / DAY_MS);
}

/**
 * Posts a week over the dated posts: the steps between them over the time from the oldest to the newest. `null`
 * under two dated posts, or when all carry the same time.
 */
export function postsPerWeek(posts: readonly PostCounts[]): number | null {
  const span = spanOf(posts);
  if (span === null || span.newest === span.oldest) return null;
  return (span.dated - 1) / ((span.newest - span.oldest) / (7 * DAY_MS));
}

function spanOf(posts: readonly PostCounts[]): { dated: number; oldest: number; newest: number } | null {
  const span = { dated: 0, oldest: Number.POSITIVE_INFINITY, newest: Number.NEGATIVE_INFINITY };
  for (const { published_at } of posts) {
    if (published_at === null) continue;
    span.dated++;
    span.oldest = Math.min(span.oldest, published_at);
    span.newest = Math.max(span.newest, published_at);
  }
  return span.dated === 0 ? null : span;
}
