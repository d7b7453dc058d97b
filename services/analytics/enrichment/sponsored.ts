import type { Sponsored } from '#domain/enrichment.ts';
import { MIN_SAMPLE } from '../engagement/median-interval.ts';
import type { PostCounts } from '../engagement/sample.ts';
import { LIKELY, MARKED, MARKED_PHRASES } from './paid-words.ts';

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
  const lower = text.toLowerCase();
  if (hashtags.some((tag) => MARKED.has(tag)) || MARKED_PHRASES.some((phrase) => lower.includes(phrase))) {
    return 'marked';
  }
  return hashtags.some((tag) => LIKELY.has(tag)) ? 'likely' : null;
}
