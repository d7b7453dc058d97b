import type { Stemmer } from './stems/stemmer.ts';

/** What the analysis of a word says, worked out once for the many documents that hold it. */
export interface KnownWord {
  /** Of this word alone, in this process: 1 and up. */
  number: number;
  /** It may be completed and misspelt. */
  isVocabulary: boolean;
  /** In the usual languages, each after its tag. */
  stems: readonly string[];
}

export interface WordBook {
  look(word: string): KnownWord;
}

/** Words that are remembered. Most words of a document are among them. */
export const MAX_KNOWN_WORDS = 50_000;
const ASCII_WORD = /^[a-z]{3,24}$/;
const VOCABULARY_WORD = /^[\p{L}\p{M}]{3,24}$/u;
const UNKNOWN: KnownWord = { number: 0, isVocabulary: false, stems: [] };

export function isVocabularyWord(word: string): boolean {
  return ASCII_WORD.test(word) || VOCABULARY_WORD.test(word);
}

export function createWordBook(stemmer: Stemmer): WordBook {
  const known = new Map<string, KnownWord>();
  let last = 0;
  return {
    look(word) {
      const found = known.get(word);
      if (found !== undefined) return found;
      // Numbers and the parts of handles that hold one are hardly met again.
      if (!isVocabularyWord(word)) return UNKNOWN;
      const made = { number: ++last, isVocabulary: true, stems: stemmer.usual(word) };
      if (known.size >= MAX_KNOWN_WORDS) known.clear();
      known.set(word, made);
      return made;
    },
  };
}
