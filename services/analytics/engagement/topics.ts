import type { PostCounts } from './sample.ts';

const MAX_TOPICS = 10;
/** A hashtag in one post only is not a topic. */
const MIN_POSTS = 2;

/** The hashtags that most posts use, in at least two posts; most used first, ties in alphabetical order. */
export function topicsOf(posts: readonly PostCounts[]): string[] {
  const uses = new Map<string, number>();
  for (const { hashtags } of posts) {
    for (const [i, tag] of hashtags.entries()) {
      if (hashtags.indexOf(tag) === i) uses.set(tag, (uses.get(tag) ?? 0) + 1);
    }
  }
  return [...uses]
    .filter(([tag, count]) => count >= MIN_POSTS && tag !== '')
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, MAX_TOPICS)
    .map(([tag]) => tag);
}
