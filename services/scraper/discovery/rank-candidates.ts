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
export function scoreCandidate({ text, via }: Pick<Candidate, 'text' | 'via'>, topic: string | null): number {
  const words = topic === null ? [] : wordsOf(topic);
  return words.length === 0 ? VIA_WEIGHT[via] : VIA_WEIGHT[via] * (0.25 + hits(text, words) / words.length);
}

/** Whether the candidate's text has at least one of the topic's words. */
export function fitsTopic({ text }: Pick<Candidate, 'text'>, topic: string): boolean {
  return hits(text, wordsOf(topic)) > 0;
}

function hits(text: string, words: readonly string[]): number {
  const there = new Set(wordsOf(text));
  const joined = [...there].join(' ');
  return words.filter((word) => there.has(word) || (word.length > 3 && joined.includes(word))).length;
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
