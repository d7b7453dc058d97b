import { MIN_BEGINNING } from '#contract/limits.ts';
import { wantedText } from '#contract/query/split-tree.ts';
import type { QueryTree } from '#contract/query/tree.ts';
import type { Profile } from '#domain/profile.ts';
import { editDistance } from '#lib/text/closest.ts';
import { foldWord } from '../words/fold-word.ts';
import { isFunctionWord } from '../words/function-words.ts';

/** A word of the query as it is compared with words of a profile. */
export interface QueryWord {
  /** As typed. */
  text: string;
  folded: string;
  /** The last word may be the beginning of a word. */
  isPrefix: boolean;
  /** Close spellings match. */
  isFuzzy: boolean;
  /** Quoted words count even if they are function words. */
  isQuoted: boolean;
}

export type MatchedField = 'username' | 'display_name' | 'category' | 'topics' | 'bio' | 'country';

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Scripts without spaces: a word of the query can be anywhere in a run. */
export const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
/** Endings by which the forms of a word differ. */
const ENDING = /^(?:|a|as|e|ed|en|er|ers|es|i|ies|in|ing|ings|n|o|os|s|y)$/;
/** Fields of several words about a person. */
const TEXTS: ReadonlySet<MatchedField> = new Set(['topics', 'bio']);
const MIN_STEM = 3;

/** The words that the query asks for, without excluded ones, names of platforms and addresses. */
export function queryWords(tree: QueryTree, isFuzzy: boolean): QueryWord[] {
  const clauses = wantedText(tree);
  const words = clauses.flatMap(({ kind, text: part }) =>
    kind === 'word' || kind === 'phrase'
      ? [...part.matchAll(WORD)].map(([word]) => ({ text: word, isQuoted: kind === 'phrase' }))
      : [],
  );
  const isOpen = clauses.at(-1)?.kind === 'word';
  const known = new Map<string, QueryWord>();
  words.forEach(({ text, isQuoted }, at) => {
    const folded = foldWord(text);
    const isPrefix = isOpen && at === words.length - 1 && folded.length >= MIN_BEGINNING;
    if (folded !== '') known.set(folded, { text, folded, isPrefix, isFuzzy, isQuoted });
  });
  return [...known.values()];
}

/** The text in parts; those that hold a word of the query are marked. */
export function markText(text: string, words: readonly QueryWord[]): { text: string; isMatch: boolean }[] {
  if (words.length === 0 || text === '') return [{ text, isMatch: false }];
  const parts: { text: string; isMatch: boolean }[] = [];
  let at = 0;
  for (const { 0: token, index } of text.matchAll(WORD)) {
    const folded = foldWord(token);
    if (!words.some((word) => matches(folded, word))) continue;
    if (index > at) parts.push({ text: text.slice(at, index), isMatch: false });
    parts.push({ text: token, isMatch: true });
    at = index + token.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), isMatch: false });
  return parts;
}

/** The words that carry meaning in a text of the language: all words except function words that are not quoted. */
export function tellingWords(words: readonly QueryWord[], language: string | null): QueryWord[] {
  return words.filter(({ text, isQuoted }) => isQuoted || !isFunctionWord(text, language));
}

/**
 * In which fields each word of the query occurs, best field first; the list is empty for a word without a match. Function words are
 * left out, unless they occur in a name.
 */
export function explainMatch(
  profile: Profile,
  words: readonly QueryWord[],
): { word: QueryWord; fields: MatchedField[] }[] {
  const all = tokensByField(profile);
  const telling = new Set(tellingWords(words, profile.language));
  return words.flatMap((word) => {
    const isTelling = telling.has(word);
    const fields = all
      .filter(
        ([field, tokens]) => (isTelling || !TEXTS.has(field)) && tokens.some((token) => matches(token, word)),
      )
      .map(([field]) => field);
    return isTelling || fields.length > 0 ? [{ word, fields }] : [];
  });
}

function tokensByField(profile: Profile): [MatchedField, string[]][] {
  const tokens = (text: string | null | undefined) =>
    [...(text ?? '').matchAll(WORD)].map(([word]) => foldWord(word));
  // A handle is also one word without its signs.
  const handle = [
    ...tokens(profile.username),
    foldWord((profile.username ?? '').replace(/[^\p{L}\p{N}]/gu, '')),
  ];
  return [
    ['username', handle],
    ['display_name', tokens(profile.display_name)],
    ['category', tokens(profile.category ?? profile.category_guess?.category)],
    ['topics', tokens(profile.topics.join(' '))],
    ['bio', tokens(profile.bio)],
    ['country', tokens(profile.country)],
  ];
}

function matches(token: string, { folded, isPrefix, isFuzzy }: QueryWord): boolean {
  if (token === folded) return true;
  if (UNSPACED.test(folded)) return token.includes(folded);
  if (isPrefix && token.startsWith(folded)) return true;
  return isOtherForm(token, folded) || (isFuzzy && isClose(token, folded));
}

/** The edits that docs/search.md allows. */
function isClose(a: string, b: string): boolean {
  const allowed = b.length < 3 ? 0 : b.length < 6 ? 1 : 2;
  return allowed > 0 && Math.abs(a.length - b.length) <= allowed && editDistance(a, b) <= allowed;
}

/** `developer` and `developers`, `gamer` and `gaming`: a common beginning and usual endings. */
function isOtherForm(a: string, b: string): boolean {
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  return common >= MIN_STEM && ENDING.test(a.slice(common)) && ENDING.test(b.slice(common));
}
