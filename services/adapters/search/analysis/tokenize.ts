import { findSymbolTerms } from './symbols.ts';

/** Letters and digits, possibly joined inside by one of `. _ - '`, as in handles, domains and compound words. */
const RUN = /[\p{L}\p{N}\p{M}]+(?:[._\-'’][\p{L}\p{N}\p{M}]+)*/gu;
/** The same in text of ASCII characters, where it is faster. */
const ASCII_RUN = /[a-zA-Z0-9]+(?:[._\-'][a-zA-Z0-9]+)*/g;
const NON_ASCII = /[^\0-\x7f]/;
const JOINERS = /[._\-'’]/u;
const APOSTROPHE = /['’]/u;
const SPACELESS =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u30fc\u3005]/u;
const PIECES =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\u30fc\u3005]+|[\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]+|[^\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u30fc\u3005]+/gu;
const EAST_ASIAN = /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\u30fc\u3005]/u;
const SOUTH_EAST_ASIAN = /^[\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
export const MAX_TOKEN = 40;
const MAX_JOINED_PARTS = 4;

/**
 * `word`: a word of the language, can be completed and misspelt. `gram`: one or two characters of a script whose words
 * cannot be told apart without context. `joined`: a compound written as one word. `symbol`: a term such as `c++`.
 */
export interface Token {
  text: string;
  kind: 'word' | 'gram' | 'joined' | 'symbol';
}

/**
 * What tokens are for. `index`: all that a document holds, compounds whole and in parts, terms with signs and without.
 * `query`: what a query needs, every token must be found. `parts`: as `query`, with every part of a compound.
 */
type Mode = 'index' | 'query' | 'parts';

export interface Tokenizer {
  /** Tokens of folded text. */
  index(folded: string): Token[];
  query(folded: string): Token[];
  parts(folded: string): Token[];
}

/** Cuts folded text into tokens, the same way for documents and queries, also in scripts without spaces. */
export function createTokenizer(): Tokenizer {
  let segmenter: Intl.Segmenter | undefined;

  const cut = (part: string, mode: Mode, tokens: Token[]) => {
    if (!SPACELESS.test(part)) {
      tokens.push({ text: clip(part), kind: 'word' });
      return;
    }
    for (const piece of part.match(PIECES) ?? []) {
      if (EAST_ASIAN.test(piece)) pushGrams(piece, mode !== 'index', tokens);
      else if (SOUTH_EAST_ASIAN.test(piece)) {
        segmenter ??= new Intl.Segmenter('th', { granularity: 'word' });
        for (const { segment } of segmenter.segment(piece))
          tokens.push({ text: clip(segment), kind: 'word' });
      } else tokens.push({ text: clip(piece), kind: 'word' });
    }
  };

  const cutRuns = (text: string, mode: Mode, tokens: Token[]) => {
    for (const run of runsOf(text)) {
      if (!JOINERS.test(run)) {
        cut(run, mode, tokens);
        continue;
      }
      const parts = run.split(JOINERS);
      const joined = clip(parts.join(''));
      if (mode === 'query' && isTermOfLetters(run, parts)) {
        tokens.push({ text: joined, kind: 'joined' });
        continue;
      }
      // The "s" of "women's" and the "l" of "l'oreal" say nothing in a query.
      const telling = mode === 'query' ? parts.filter((part) => part.length > 1) : parts;
      for (const part of telling.length > 0 ? telling : parts) cut(part, mode, tokens);
      if (mode === 'index' && parts.length <= MAX_JOINED_PARTS) tokens.push({ text: joined, kind: 'joined' });
    }
  };

  const tokenize = (folded: string, mode: Mode): Token[] => {
    const tokens: Token[] = [];
    const symbols = findSymbolTerms(folded);
    if (mode === 'index' || symbols.length === 0) {
      cutRuns(folded, mode, tokens);
      for (const { token } of symbols) tokens.push({ text: clip(token), kind: 'symbol' });
      return tokens;
    }
    let from = 0;
    for (const { start, end, token } of symbols) {
      cutRuns(folded.slice(from, start), mode, tokens);
      tokens.push({ text: clip(token), kind: 'symbol' });
      from = end;
    }
    cutRuns(folded.slice(from), mode, tokens);
    return tokens;
  };

  return {
    index: (folded) => tokenize(folded, 'index'),
    query: (folded) => tokenize(folded, 'query'),
    parts: (folded) => tokenize(folded, 'parts'),
  };
}

/** Folded text without anything but letters and digits: the form in which whole handles and names are compared. */
export function joinWords(folded: string): string {
  return clip(
    runsOf(folded)
      .join('')
      .replaceAll(/[._\-'’]/gu, ''),
  );
}

function runsOf(folded: string): readonly string[] {
  return folded.match(NON_ASCII.test(folded) ? RUN : ASCII_RUN) ?? [];
}

const PHRASE_WORD = /[\p{L}\p{N}\p{M}＋＃＆．]+/gu;
const SPACED =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u30fc\u3005]/gu;

/**
 * Folded text as the sequence of its words, each between two spaces, the characters of scripts without spaces one by
 * one: a text holds a phrase when its sequence contains the phrase's.
 */
export function wordSequence(folded: string): string {
  let text = folded;
  for (const { start, end, token } of findSymbolTerms(folded).reverse())
    text = `${text.slice(0, start)} ${token} ${text.slice(end)}`;
  const words = text.match(PHRASE_WORD) ?? [];
  for (const [at, word] of words.entries()) if (word.length > MAX_TOKEN) words[at] = clip(word);
  const sequence = ` ${words.join(' ')} `;
  return SPACELESS.test(sequence) ? sequence.replaceAll(SPACED, ' $& ').replaceAll(/ {2,}/g, ' ') : sequence;
}

/** `k-pop`, `e-commerce`, `j.doe`: a compound with a single letter says something only as a whole. */
function isTermOfLetters(run: string, parts: readonly string[]): boolean {
  return parts.length <= MAX_JOINED_PARTS && !APOSTROPHE.test(run) && parts.some((part) => part.length === 1);
}

/** Pairs of neighbours; a document also holds the single characters, for queries of one. */
function pushGrams(piece: string, forQuery: boolean, tokens: Token[]): void {
  const characters = [...piece];
  for (let i = 0; i < characters.length; i++) {
    const single = characters[i] ?? '';
    const next = characters[i + 1];
    if (!forQuery || characters.length === 1) tokens.push({ text: single, kind: 'gram' });
    if (next !== undefined) tokens.push({ text: single + next, kind: 'gram' });
  }
}

function clip(token: string): string {
  return token.length <= MAX_TOKEN ? token : token.slice(0, MAX_TOKEN).toWellFormed();
}
