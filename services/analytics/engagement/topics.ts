import type { PostCounts } from './sample.ts';

const MAX_TOPICS = 10;
/** A hashtag in one post only is not a topic. */
const MIN_POSTS = 2;

/** The hashtags that most posts use, in at least two posts; most used first, ties in alphabetical order. */
export function topicsOf(posts: readonly PostCounts[]): { topic: string; posts: number }[] {
  const uses = new Map<string, number>();
  for (const { hashtags } of posts) {
    for (let i = 0; i < hashtags.length; i++) {
      const tag = hashtags[i] as string;
      if (hashtags.indexOf(tag) === i) uses.set(tag, (uses.get(tag) ?? 0) + 1);
    }
  }
  const topics: [string, number][] = [];
  for (const [tag, count] of uses) if (count >= MIN_POSTS && tag !== '') topics.push([tag, count]);
  return topics
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, MAX_TOPICS)
    .map(([topic, count]) => ({ topic, posts: count }));
}
