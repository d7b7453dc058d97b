import type { Profile } from '#domain/profile.ts';
import { foldText } from './fold.ts';
import type { Token, Tokenizer } from './tokenize.ts';
import { joinWords } from './tokenize.ts';

/**
 * Where a token stands, as the first letter of its posting: `h` a whole handle or a whole display name written as one
 * word, `n` a word of either, `t` category and topics, `b` bio and country.
 */
export const FIELD_CLASSES = ['h', 'n', 't', 'b'] as const;
export type FieldClass = (typeof FIELD_CLASSES)[number];

export interface AnalysedProfile {
  /** Postings separated by spaces. */
  postings: string;
  /** Postings whose words may be completed and misspelt. */
  words: string[];
  /** Words in name, topics and bio: `name | topics << 8 | bio << 16`, each at most 255. */
  lengths: number;
  /** The handle as one folded word. */
  handle: string;
}

const VOCABULARY_WORD = /^[\p{L}\p{M}]{3,24}$/u;
const CAMEL = /(\p{Ll})(\p{Lu})/gu;

/** Everything that the index keeps of a profile's text. */
export function analyseProfile(profile: Profile, tokenizer: Tokenizer): AnalysedProfile {
  const postings = new Set<string>();
  const words: string[] = [];
  const add = (field: FieldClass, tokens: readonly Token[]) => {
    for (const { text, kind } of tokens) {
      const posting = field + text;
      if (postings.has(posting)) continue;
      postings.add(posting);
      if (kind !== 'gram' && VOCABULARY_WORD.test(text)) words.push(posting);
    }
    return Math.min(255, tokens.length);
  };
  const tokens = (text: string | null) => (text ? tokenizer.index(foldText(text)) : []);

  const username = profile.username ?? '';
  const handle = joinWords(foldText(username));
  const parts = tokens(splitCamel(username)).filter(({ text }) => text !== handle);
  const named = profile.display_name ? tokens(splitCamel(profile.display_name)) : [];
  const joinedName = profile.display_name ? joinWords(foldText(profile.display_name)) : '';
  if (handle !== '') postings.add(`h${handle}`);
  if (joinedName !== '') postings.add(`h${joinedName}`);
  const place = profile.country !== null && profile.country.length > 2 ? profile.country : null;

  const nameLength = add('n', [...parts, ...named]);
  const topicLength = add('t', [...tokens(profile.category), ...tokens(profile.topics.join(' '))]);
  const bioLength = add('b', [...tokens(profile.bio), ...tokens(place)]);
  return {
    postings: [...postings].join(' '),
    words,
    lengths: nameLength | (topicLength << 8) | (bioLength << 16),
    handle,
  };
}

/** `WebDevSimplified` is read as three words. */
function splitCamel(name: string): string {
  return name.replace(CAMEL, '$1_$2');
}
