import { extractHashtags } from '#domain/hashtags.ts';
import type { Profile } from '#domain/profile.ts';
import { DEMO_CATEGORIES } from '#scraper/sources/demo/categories.ts';
import { DEMO_LANGUAGES } from '#scraper/sources/demo/languages.ts';
import type { Concept } from './concepts.ts';
import { CONCEPTS } from './concepts.ts';

export interface Question {
  text: string;
  relevant: ReadonlySet<string>;
}

/** Profiles whose labels are withheld, and questions with the profiles that have the label. */
export interface QuestionSet {
  name: string;
  profiles: Profile[];
  questions: Question[];
}

const HASHTAGS = /[#＃][\p{L}\p{N}\p{M}_]+/gu;

/** Fewest relevant profiles of a question. */
const LEAST = 2;

/**
 * The label is a hashtag of the bio. All hashtags and topics are withheld, the question is the hashtag as words. A hashtag of several
 * words that nothing separates is split where its parts are words of the bios (`machinelearning`: `machine learning`).
 */
export function hashtagSet(profiles: readonly Profile[]): QuestionSet {
  const withheld = profiles.map((profile) => ({
    ...profile,
    topics: [],
    bio: (profile.bio ?? '').replace(HASHTAGS, ' '),
  }));
  const words = countWords(withheld);
  const relevant = new Map<string, Set<string>>();
  for (const { id, bio } of profiles)
    for (const tag of extractHashtags(bio ?? '')) relevant.set(tag, (relevant.get(tag) ?? new Set()).add(id));
  const questions = [...relevant]
    .filter(([, ids]) => ids.size >= LEAST)
    .map(([tag, ids]) => ({ text: splitTag(tag, words), relevant: ids }));
  return { name: 'real profiles, hashtags withheld, question: the hashtag', profiles: withheld, questions };
}

/** The label is an English term in the bio. The question is the term, the same in other English words, or in another language. */
export function termSets(profiles: readonly Profile[]): QuestionSet[] {
  const ask = (name: string, texts: (concept: Concept) => readonly string[]): QuestionSet => ({
    name: `real profiles, ${name}`,
    profiles: [...profiles],
    questions: CONCEPTS.flatMap((concept) => {
      const found = profiles.filter(({ bio }) => concept.term.test(bio ?? ''));
      const relevant = new Set(found.map(({ id }) => id));
      return relevant.size < LEAST ? [] : texts(concept).map((text) => ({ text, relevant }));
    }),
  });
  return [
    ask('question: a term of the bio', ({ english }) => [english]),
    ask('question: the same in other English words', ({ paraphrase }) => [paraphrase]),
    ask('question: the same in eleven other languages', ({ translations }) => translations),
  ];
}

/** The label is the demo category, which is withheld. Question in one language, and only bios of the other five count and are asked. */
export function demoSet(profiles: readonly Profile[]): QuestionSet[] {
  return DEMO_LANGUAGES.map((language) => {
    const others = profiles.filter((profile) => profile.language !== language && profile.bio);
    const questions = DEMO_CATEGORIES.map(({ name, words }) => ({
      text: words[language],
      relevant: new Set(others.filter(({ category }) => category === name).map(({ id }) => id)),
    }));
    const withheld = others.map((profile) => ({
      ...profile,
      category: null,
      topics: [],
      bio: (profile.bio ?? '').replace(HASHTAGS, ' '),
    }));
    return {
      name: `demo profiles, question in ${language}, bios in five others`,
      profiles: withheld,
      questions,
    };
  });
}

function countWords(profiles: readonly Profile[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { bio } of profiles)
    for (const [word] of (bio ?? '').toLowerCase().matchAll(/\p{L}+/gu))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** The split in two whose rarer part is the most frequent, if no word is written like the whole. */
function splitTag(tag: string, words: ReadonlyMap<string, number>): string {
  const spaced = tag.replaceAll('_', ' ');
  if (spaced !== tag || words.has(tag)) return spaced;
  let best = { text: tag, count: 2 };
  for (let at = 3; at <= tag.length - 3; at++) {
    const count = Math.min(words.get(tag.slice(0, at)) ?? 0, words.get(tag.slice(at)) ?? 0);
    if (count > best.count) best = { text: `${tag.slice(0, at)} ${tag.slice(at)}`, count };
  }
  return best.text;
}
