import { stopwords as arabic } from '@orama/stopwords/arabic';
import { stopwords as danish } from '@orama/stopwords/danish';
import { stopwords as dutch } from '@orama/stopwords/dutch';
import { stopwords as english } from '@orama/stopwords/english';
import { stopwords as finnish } from '@orama/stopwords/finnish';
import { stopwords as french } from '@orama/stopwords/french';
import { stopwords as german } from '@orama/stopwords/german';
import { stopwords as greek } from '@orama/stopwords/greek';
import { stopwords as indonesian } from '@orama/stopwords/indonesian';
import { stopwords as italian } from '@orama/stopwords/italian';
import { stopwords as norwegian } from '@orama/stopwords/norwegian';
import { stopwords as portuguese } from '@orama/stopwords/portuguese';
import { stopwords as russian } from '@orama/stopwords/russian';
import { stopwords as spanish } from '@orama/stopwords/spanish';
import { stopwords as swedish } from '@orama/stopwords/swedish';
import { stopwords as turkish } from '@orama/stopwords/turkish';
import { foldWord } from './fold-word.ts';
import { MORE_FUNCTION_WORDS } from './more-function-words.ts';

const LISTS: Readonly<Record<string, readonly string[]>> = {
  ar: arabic,
  da: danish,
  de: german,
  el: greek,
  en: english,
  es: spanish,
  fi: finnish,
  fr: french,
  id: indonesian,
  it: italian,
  nl: dutch,
  no: norwegian,
  pl: [],
  pt: portuguese,
  ru: russian,
  sv: swedish,
  tr: turkish,
};

const ENGLISH = 'en';
/** In the place of a language that has no list. */
const ANY = '';
/** Languages of one list. */
const SAME: Readonly<Record<string, string>> = { nb: 'no', nn: 'no' };

const sets = new Map<string, ReadonlySet<string>>();

/**
 * Whether a word of a text says nothing about its subject: "about", "with", "one". It is a function word of the text's language
 * or of English, which is mixed into texts of all languages; in a text of an unknown language, of any language.
 */
export function isFunctionWord(word: string, language: string | null): boolean {
  const folded = foldWord(word);
  const code = (language ?? '').toLowerCase().split('-')[0] ?? '';
  const own = SAME[code] ?? code;
  return wordsFor(own in LISTS ? own : ANY).has(folded);
}

/** The folded words that count in a text of the language. Made at its first use. */
function wordsFor(code: string): ReadonlySet<string> {
  let words = sets.get(code);
  if (words === undefined) {
    const codes = code === ANY ? Object.keys(LISTS) : [code, ENGLISH];
    words = new Set(codes.flatMap(listOf).map(foldWord));
    sets.set(code, words);
  }
  return words;
}

function listOf(code: string): readonly string[] {
  return [...(LISTS[code] ?? []), ...(MORE_FUNCTION_WORDS[code] ?? '').split(' ')];
}
