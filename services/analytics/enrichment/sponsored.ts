import type { Sponsored } from '#domain/enrichment.ts';
import { MIN_SAMPLE } from '../engagement/median-interval.ts';
import type { PostCounts } from '../engagement/sample.ts';
import { LIKELY, MARKED, MARKED_PHRASES } from './paid-words.ts';

/** One expression is faster than one search for each phrase. No phrase has a character with a meaning in it. */
const PHRASE = new RegExp(MARKED_PHRASES.join('|'));

type Class = 'declared' | 'marked' | 'likely';

/**
 * The share of paid posts among `last`, the posts of the engagement rate. A post counts when the platform says whether
 * it is paid, or when it has a text or hashtags. What the platform declares comes before what the text says.
 */
export function sponsoredOf(last: readonly PostCounts[]): Sponsored {
  const counts = { declared: 0, marked: 0, likely: 0 };
  let sample = 0;
  for (const post of last) {
    if (post.paid === null && post.text === '' && post.hashtags.length === 0) continue;
    sample++;
    const found = classOf(post);
    if (found !== null) counts[found]++;
  }
  const { declared, marked, likely } = counts;
  const reason = sample === 0 ? 'no_posts' : sample < MIN_SAMPLE ? 'too_few_posts' : null;
  return {
    share: reason === null ? (declared + marked) / sample : null,
    likely_share: reason === null ? (declared + marked + likely) / sample : null,
    sample_size: sample,
    ...counts,
    reason,
  };
}

function classOf({ paid, text, hashtags }: PostCounts): Class | null {
  if (paid === true) return 'declared';
  if (hashtags.some((tag) => MARKED.has(tag)) || PHRASE.test(text.toLowerCase())) return 'marked';
  return hashtags.some((tag) => LIKELY.has(tag)) ? 'likely' : null;
}
