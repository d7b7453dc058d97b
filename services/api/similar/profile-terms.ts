import type { Profile } from '#domain/profile.ts';
import { foldWord } from '../words/fold-word.ts';
import { isFunctionWord } from '../words/function-words.ts';

export type TermKind = 'topics' | 'category' | 'words';

/** One thing that a profile is about. */
export interface ProfileTerm {
  kind: TermKind;
  /** As the profile writes it. */
  text: string;
  folded: string;
}

/** How much a term says: a topic is chosen by its use in several posts, a word of the bio is in it once. */
export const KIND_WEIGHTS: Readonly<Record<TermKind, number>> = { topics: 1.5, category: 1.5, words: 1 };

/** From two letters: "ai" and "go" are subjects. */
const WORD = /[\p{L}\p{N}\p{M}]{2,}/gu;
const NUMBER = /^\p{N}+$/u;
const MAX_TOPICS = 6;
/** Long descriptions state their subject anywhere, so most words of most bios count. */
const MAX_WORDS = 32;

/** What a profile is about: topics, category, and words of the bio, each once. Function words and numbers are left out. */
export function termsOf(profile: Profile): ProfileTerm[] {
  const says = (text: string) => !NUMBER.test(text) && !isFunctionWord(text, profile.language);
  const words = [...bioWords(profile.bio).values()]
    .filter(says)
    .sort((a, b) => b.length - a.length)
    .slice(0, MAX_WORDS);
  const all = [
    ...topicsOf(profile)
      .filter(says)
      .slice(0, MAX_TOPICS)
      .map((text) => ({ kind: 'topics' as const, text })),
    { kind: 'category' as const, text: categoryOf(profile) },
    ...words.map((text) => ({ kind: 'words' as const, text })),
  ];
  const known = new Map<string, ProfileTerm>();
  for (const { kind, text } of all) {
    const folded = foldWord(text);
    if (folded !== '' && !known.has(folded)) known.set(folded, { kind, text, folded });
  }
  return [...known.values()];
}

/** Everything that a profile holds of such terms, folded, also numbers and function words. */
export function heldBy(profile: Profile): ReadonlySet<string> {
  const named = [...topicsOf(profile), categoryOf(profile)];
  return new Set([...named.map(foldWord), ...bioWords(profile.bio).keys()].filter((text) => text !== ''));
}

/** How many of the held terms are about something. */
export function countTelling(held: Iterable<string>, language: string | null): number {
  let count = 0;
  for (const text of held) if (!NUMBER.test(text) && !isFunctionWord(text, language)) count++;
  return count;
}

function topicsOf({ topics, topic_evidence: evidence = [] }: Profile): string[] {
  return [...topics, ...evidence.map(({ topic }) => topic)];
}

/** Empty without one. */
function categoryOf({ category, category_guess: guess }: Profile): string {
  return category ?? guess?.category ?? '';
}

/** Folded → as written. URLs and mentions are names, not topics. */
function bioWords(bio: string | null): Map<string, string> {
  const text = (bio ?? '').replace(/https?:\/\/\S+|[\w.]+@[\w.]+|@[\w.]+/g, ' ');
  return new Map([...text.matchAll(WORD)].map(([word]) => [foldWord(word), word]));
}
