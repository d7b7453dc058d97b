import type { Profile } from '#domain/profile.ts';
import type { Analyser } from './analyser.ts';
import { foldText } from './fold.ts';
import type { Token } from './tokenize.ts';
import { joinWords } from './tokenize.ts';
import { isVocabularyWord } from './word-book.ts';

/**
 * The place of a token, as the first letter of its posting: `h` a whole handle or a whole display name written as one
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
  /** The numbers of these words in the word book; 0 for words that are not in it. */
  wordNumbers: number[];
  /** Tags of the languages of the stems. */
  languages: Set<string>;
  /** Words in name, topics and bio: `name | topics << 8 | bio << 16`, each at most 255. */
  lengths: number;
  /** The handle as one folded word. */
  handle: string;
  /** The folded texts in which a phrase may stand. */
  texts: string[];
}

const CAMEL = /(\p{Ll})(\p{Lu})/gu;

/** Everything that the index keeps of a profile's text. */
export function analyseProfile(
  profile: Profile,
  { tokenizer, stemmer, wordBook }: Analyser,
): AnalysedProfile {
  const postings = new Set<string>();
  const words: string[] = [];
  const wordNumbers: number[] = [];
  const { language } = profile;
  const languages = new Set<string>();
  const addStem = (stem: string) => {
    postings.add(STEM_CLASS + stem);
    languages.add(stem[0] ?? '');
  };
  const add = (field: FieldClass, tokens: readonly Token[]) => {
    for (const { text, kind } of tokens) {
      const posting = field + text;
      if (postings.has(posting)) continue;
      postings.add(posting);
      if (kind === 'joined' && isVocabularyWord(text)) {
        words.push(posting);
        wordNumbers.push(0);
      }
      if (kind !== 'word') continue;
      const { number, isVocabulary, stems } = wordBook.look(text);
      if (!isVocabulary) continue;
      words.push(posting);
      wordNumbers.push(number);
      for (const stem of stems) addStem(stem);
      const own = language === null ? null : stemmer.inLanguage(text, language);
      if (own !== null) addStem(own);
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
    wordNumbers,
    languages,
    lengths: nameLength | (topicLength << 8) | (bioLength << 16),
    handle,
    texts: phraseTexts(texts),
  };
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

function phraseTexts({ username, name, category, topics, bio, place }: FoldedTexts): string[] {
  return [username, name, category, ...topics, bio, place].filter((text) => text !== '');
}

function splitCamel(name: string): string {
  return name.replace(CAMEL, '$1_$2');
}
