import type { Stemmer } from './stems/stemmer.ts';
import { createStemmer } from './stems/stemmer.ts';
import type { Tokenizer } from './tokenize.ts';
import { createTokenizer } from './tokenize.ts';

/** How text becomes tokens and stems: the same for documents and queries of every engine. */
export interface Analyser {
  tokenizer: Tokenizer;
  stemmer: Stemmer;
}

export function createAnalyser(): Analyser {
  return { tokenizer: createTokenizer(), stemmer: createStemmer() };
}
