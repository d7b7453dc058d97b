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
  /** Stems of a document's folded word in the usual languages of its script, each after its tag, where the stem is another word. */
  usual(word: string): readonly string[];
  /** Its stem, after the tag, in a document's own language when that is none of the usual ones. */
  inLanguage(word: string, language: string): string | null;
  /**
   * The forms of a query's folded word, whose language is not known, in the languages whose tags are given, by default
   * in all; `null` when it has none.
   */
  ofQuery(word: string, languages?: ReadonlySet<string>): WordForms | null;
}

/** Most words, for a faster test. */
const ASCII_STEMMABLE = /^[a-z]{4,24}$/;
const STEMMABLE = /^[\p{L}\p{M}]{4,24}$/u;
/** Words whose stems are remembered, for each language. */
const MAX_REMEMBERED = 50_000;
const NONE: readonly string[] = [];
const USUAL = LANGUAGES.filter(({ usual }) => usual);
const BY_CODE = new Map(LANGUAGES.map((language) => [language.code, language]));

function isStemmable(word: string): boolean {
  return ASCII_STEMMABLE.test(word) || STEMMABLE.test(word);
}

/** Of a word in the language's script. */
function stemOf(language: StemLanguage, word: string): string {
  const stem = language.stem(word);
  return stem.length < 3 ? word : stem;
}

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
      stem = language.script.test(word) ? stemOf(language, word) : word;
      if (stems.size >= MAX_REMEMBERED) stems.clear();
      stems.set(word, stem);
    }
    return stem;
  };
  return {
    usual(word) {
      if (!isStemmable(word)) return NONE;
      let stems = NONE;
      for (const language of USUAL) {
        const stem = language.script.test(word) ? stemOf(language, word) : word;
        if (stem !== word) stems = [...stems, language.tag + stem];
      }
      return stems;
    },
    inLanguage(word, code) {
      const language = BY_CODE.get(code.slice(0, 2).toLowerCase());
      if (language === undefined || language.usual) return null;
      if (!isStemmable(word) || !language.script.test(word)) return null;
      return language.tag + stemIn(language, word);
    },
    ofQuery(word, languages) {
      if (!isStemmable(word)) return null;
      const known = LANGUAGES.filter(({ script }) => script.test(word));
      if (known.length === 0) return null;
      const wanted = languages === undefined ? known : known.filter(({ tag }) => languages.has(tag));
      const stems = wanted.map((language) => ({ tag: language.tag, stem: stemIn(language, word) }));
      const usual = known.find((language) => language.usual);
      const plain = usual ? stemIn(usual, word) : word;
      return { stems, plain: plain === word ? null : plain };
    },
  };
}
