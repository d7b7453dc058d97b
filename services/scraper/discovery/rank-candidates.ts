import type { Candidate } from '../sources/live/source.ts';

/** What one way of finding an account says about its fit: who posts under the topic's hashtag is likelier to be right. */
const VIA_WEIGHT: Record<Candidate['via'], number> = {
  profile: 1,
  hashtag: 1.2,
  post: 0.8,
  list: 0.9,
  directory: 0.4,
  suggestion: 0.6,
  follow: 0.4,
};

/**
 * How well a candidate fits the topic, from what the page showed of it: the share of the topic's words in its text, and
 * the way it was found. Scores of the same account add up, so one that several ways lead to comes first.
 */
export function scoreCandidate({ text, via }: Candidate, topic: string | null): number {
  const words = topic === null ? [] : wordsOf(topic);
  if (words.length === 0) return VIA_WEIGHT[via];
  const there = new Set(wordsOf(text));
  const joined = [...there].join(' ');
  const hits = words.filter((word) => there.has(word) || (word.length > 3 && joined.includes(word))).length;
  return VIA_WEIGHT[via] * (0.25 + hits / words.length);
}

/** Case, accents and punctuation do not count. */
function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
