import type { Stemmer } from './stems/stemmer.ts';
import { createStemmer } from './stems/stemmer.ts';
import type { Tokenizer } from './tokenize.ts';
import { createTokenizer } from './tokenize.ts';
import type { WordBook } from './word-book.ts';
import { createWordBook } from './word-book.ts';

/** How text becomes tokens and stems: the same for documents and queries of every engine. */
export interface Analyser {
  tokenizer: Tokenizer;
  stemmer: Stemmer;
  wordBook: WordBook;
}

export function createAnalyser(): Analyser {
  const stemmer = createStemmer();
  return { tokenizer: createTokenizer(), stemmer, wordBook: createWordBook(stemmer) };
}
