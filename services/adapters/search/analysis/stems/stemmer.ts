import type { StemLanguage } from './languages.ts';
import { LANGUAGES } from './languages.ts';

/** Other forms of a query's word. */
export interface WordForms {
  /** By language: its tag, and the stem as documents in it hold it. */
  stems: { tag: string; stem: string }[];
  /** A word that is its own stem, which documents hold without a tag. */
  plain: string | null;
}

export interface Stemmer {
  /** Stems of a document's folded word: in the document's language, and in the usual one of its script where the stem is another word. */
  ofDocument(word: string, language: string | null): { tag: string; stem: string }[];
  /** The forms of a query's folded word, whose language is not known; `null` when it has none. */
  ofQuery(word: string): WordForms | null;
}

const STEMMABLE = /^[\p{L}\p{M}]{4,24}$/u;
/** Words whose stems are remembered, for each language. */
const MAX_REMEMBERED = 50_000;
const USUAL = LANGUAGES.filter(({ usual }) => usual);
const BY_CODE = new Map(LANGUAGES.map((language) => [language.code, language]));

export function createStemmer(): Stemmer {
  const remembered = new Map<StemLanguage, Map<string, string>>();

  const stemIn = (language: StemLanguage, word: string): string => {
    let stems = remembered.get(language);
    if (stems === undefined) {
      stems = new Map();
      remembered.set(language, stems);
    }
    let stem = stems.get(word);
    if (stem === undefined) {
      stem = language.script.test(word) ? language.stem(word) : '';
      if (stem.length < 3) stem = word;
      if (stems.size >= MAX_REMEMBERED) stems.clear();
      stems.set(word, stem);
    }
    return stem;
  };

  return {
    ofDocument(word, code) {
      if (!STEMMABLE.test(word)) return [];
      const own = code === null ? undefined : BY_CODE.get(code.slice(0, 2).toLowerCase());
      const languages = own === undefined || own.usual ? USUAL : [...USUAL, own];
      return languages.flatMap((language) => {
        if (!language.script.test(word)) return [];
        const stem = stemIn(language, word);
        return language.usual && stem === word ? [] : [{ tag: language.tag, stem }];
      });
    },
    ofQuery(word) {
      if (!STEMMABLE.test(word)) return null;
      const known = LANGUAGES.filter(({ script }) => script.test(word));
      if (known.length === 0) return null;
      const stems = known.map((language) => ({ tag: language.tag, stem: stemIn(language, word) }));
      const usual = known.find((language) => language.usual);
      const plain = usual ? stemIn(usual, word) : word;
      return { stems, plain: plain === word ? null : plain };
    },
  };
}
