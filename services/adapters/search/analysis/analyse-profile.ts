import type { Profile } from '#domain/profile.ts';
import type { Analyser } from './analyser.ts';
import { foldText } from './fold.ts';
import type { Token } from './tokenize.ts';
import { joinWords, wordSequence } from './tokenize.ts';

/**
 * Where a token stands, as the first letter of its posting: `h` a whole handle or a whole display name written as one
 * word, `n` a word of either, `t` category and topics, `b` bio and country.
 */
export const FIELD_CLASSES = ['h', 'n', 't', 'b'] as const;
export type FieldClass = (typeof FIELD_CLASSES)[number];

/** The first letter of the posting of a stem: of a word in any field. */
export const STEM_CLASS = 's';

export interface AnalysedProfile {
  /** Postings separated by spaces. */
  postings: string;
  /** Postings whose words may be completed and misspelt. */
  words: string[];
  /** Tags of the languages of the stems. */
  languages: Set<string>;
  /** Words in name, topics and bio: `name | topics << 8 | bio << 16`, each at most 255. */
  lengths: number;
  /** The handle as one folded word. */
  handle: string;
  /** The texts in which a phrase may stand, each as the sequence of its words. */
  sequences: string[];
}

const VOCABULARY_WORD = /^[\p{L}\p{M}]{3,24}$/u;
const CAMEL = /(\p{Ll})(\p{Lu})/gu;

/** Everything that the index keeps of a profile's text. */
export function analyseProfile(profile: Profile, { tokenizer, stemmer }: Analyser): AnalysedProfile {
  const postings = new Set<string>();
  const words: string[] = [];
  const languages = new Set<string>();
  const add = (field: FieldClass, tokens: readonly Token[]) => {
    for (const { text, kind } of tokens) {
      const posting = field + text;
      if (postings.has(posting)) continue;
      postings.add(posting);
      if (kind !== 'word' && kind !== 'joined') continue;
      if (VOCABULARY_WORD.test(text)) words.push(posting);
      if (kind !== 'word') continue;
      for (const { tag, stem } of stemmer.ofDocument(text, profile.language)) {
        postings.add(STEM_CLASS + tag + stem);
        languages.add(tag);
      }
    }
    return Math.min(255, tokens.length);
  };
  const tokens = (folded: string) => (folded === '' ? [] : tokenizer.index(folded));

  const texts = foldTexts(profile);
  const handle = joinWords(foldText(profile.username ?? ''));
  const parts = tokens(texts.username).filter(({ text }) => text !== handle);
  const joinedName = profile.display_name ? joinWords(foldText(profile.display_name)) : '';
  if (handle !== '') postings.add(`h${handle}`);
  if (joinedName !== '') postings.add(`h${joinedName}`);

  const nameLength = add('n', [...parts, ...tokens(texts.name)]);
  const topicLength = add('t', [...tokens(texts.category), ...tokens(texts.topics.join(' '))]);
  const bioLength = add('b', [...tokens(texts.bio), ...tokens(texts.place)]);
  return {
    postings: [...postings].join(' '),
    words,
    languages,
    lengths: nameLength | (topicLength << 8) | (bioLength << 16),
    handle,
    sequences: sequencesOf(texts),
  };
}

/** The texts in which a phrase may stand, each as the sequence of its words. */
export function phraseTexts(profile: Profile): string[] {
  return sequencesOf(foldTexts(profile));
}

type FoldedTexts = ReturnType<typeof foldTexts>;

/** `WebDevSimplified` is read as three words. Country codes are no words. */
function foldTexts({ username, display_name: name, category, topics, bio, country }: Profile) {
  return {
    username: foldText(splitCamel(username ?? '')),
    name: foldText(splitCamel(name ?? '')),
    category: foldText(category ?? ''),
    topics: topics.map(foldText),
    bio: foldText(bio ?? ''),
    place: country !== null && country.length > 2 ? foldText(country) : '',
  };
}

function sequencesOf({ username, name, category, topics, bio, place }: FoldedTexts): string[] {
  return [username, name, category, ...topics, bio, place].filter((text) => text !== '').map(wordSequence);
}

function splitCamel(name: string): string {
  return name.replace(CAMEL, '$1_$2');
}
