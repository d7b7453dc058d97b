import { CATEGORY_WORDS, PHRASES, WEAK_WORDS } from './category-words.ts';

/** A guessed category with the words that decided it, strongest first. */
export interface CategoryGuess {
  category: string;
  words: string[];
}

/** Texts of one profile. Nothing here is required. */
export interface ProfileTexts {
  displayName: string;
  bio: string;
  /** Newest first. */
  posts: readonly string[];
  /** Hashtags of all posts, one entry for each use. */
  hashtags: readonly string[];
}

/** A word of the bio counts more than one of a single post; a hashtag repeats what a post is about. */
const WEIGHT = { name: 2, bio: 3, post: 1, hashtag: 1 } as const;
/** Weight of a word that people of many fields use about themselves. */
const WEAK_WEIGHT = 1;
/** Maximum for one word, from all posts and hashtags together: a running joke must not decide. */
const MAX_FROM_POSTS = 4;
/** Points that a guess needs, and its required lead over the second. */
export const MIN_POINTS = 3;
const MIN_LEAD = 1.5;
const MAX_WORDS = 5;

/** Scripts that do not separate words by spaces: their entries match anywhere in a text. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

interface WordTable {
  /** Categories by word. */
  words: ReadonlyMap<string, readonly string[]>;
  /** Entries that match as parts of a text. */
  parts: readonly (readonly [string, readonly string[]])[];
}

const TABLE = buildTable();
const WEAK = new Set(WEAK_WORDS);

/** The points of one category, with the words that gave them, strongest first. */
export interface CategoryScore {
  category: string;
  points: number;
  words: string[];
}

/**
 * Guesses what a profile is about from its own words. `null` when too few words match, or when two categories are about
 * equally likely. Pure: equal texts give equal guesses.
 */
export function guessCategory(texts: ProfileTexts): CategoryGuess | null {
  return decideCategory(scoreCategories(texts));
}

/** The guess that follows from the scores. */
export function decideCategory([best, second]: readonly CategoryScore[]): CategoryGuess | null {
  if (best === undefined || best.points < MIN_POINTS) return null;
  if (second !== undefined && best.points < MIN_LEAD * second.points) return null;
  return { category: best.category, words: best.words };
}

/** All categories that a word of the texts belongs to, most points first. */
export function scoreCategories(texts: ProfileTexts): CategoryScore[] {
  const points = new Map<string, number>();
  addWords(points, texts.displayName, WEIGHT.name);
  addWords(points, texts.bio, WEIGHT.bio);
  const fromPosts = new Map<string, number>();
  for (const post of texts.posts) addWords(fromPosts, post, WEIGHT.post);
  for (const tag of texts.hashtags) addWords(fromPosts, tag, WEIGHT.hashtag);
  for (const [word, count] of fromPosts) {
    points.set(word, (points.get(word) ?? 0) + Math.min(MAX_FROM_POSTS, count));
  }
  const scores = new Map<string, { points: number; words: [string, number][] }>();
  for (const [word, value] of points) {
    for (const category of categoriesOf(word)) {
      const score = scores.get(category) ?? { points: 0, words: [] };
      score.points += value;
      score.words.push([word, value]);
      scores.set(category, score);
    }
  }
  return [...scores]
    .sort(([a, x], [b, y]) => y.points - x.points || (a < b ? -1 : 1))
    .map(([category, score]) => ({ category, points: score.points, words: strongest(score.words) }));
}

function strongest(words: readonly [string, number][]): string[] {
  const sorted = [...words].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return sorted.slice(0, MAX_WORDS).map(([word]) => word);
}

/** Adds `weight` for each word of the table that the text holds, once a text. */
function addWords(points: Map<string, number>, text: string, weight: number): void {
  const folded = fold(text);
  const found = new Set<string>();
  for (const word of folded.match(/[\p{L}\p{N}]+/gu) ?? []) if (TABLE.words.has(word)) found.add(word);
  for (const [part] of TABLE.parts) if (folded.includes(part)) found.add(part);
  for (const word of found)
    points.set(word, (points.get(word) ?? 0) + (WEAK.has(word) ? WEAK_WEIGHT : weight));
}

function categoriesOf(word: string): readonly string[] {
  return TABLE.words.get(word) ?? TABLE.parts.find(([part]) => part === word)?.[1] ?? [];
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/ı/g, 'i').normalize('NFC');
}

function buildTable(): WordTable {
  const categories = new Map<string, Set<string>>();
  for (const [category, entries] of Object.entries(CATEGORY_WORDS)) {
    let rest = ` ${entries} `;
    const phrases = PHRASES.filter((phrase) => rest.includes(` ${phrase} `));
    for (const phrase of phrases) rest = rest.replaceAll(` ${phrase} `, ' ');
    for (const entry of [...phrases, ...rest.trim().split(/\s+/)].map(fold)) {
      const of = categories.get(entry) ?? new Set();
      of.add(category);
      categories.set(entry, of);
    }
  }
  const words = new Map<string, readonly string[]>();
  const parts: [string, readonly string[]][] = [];
  for (const [entry, of] of categories) {
    if (entry.includes(' ') || UNSPACED.test(entry)) parts.push([entry, [...of]]);
    else words.set(entry, [...of]);
  }
  return { words, parts };
}
