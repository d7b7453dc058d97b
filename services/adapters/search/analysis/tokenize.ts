/** Letters and digits, possibly joined inside by one of `. _ - '`, as in handles, domains and compound words. */
const RUN = /[\p{L}\p{N}\p{M}]+(?:[._\-'’][\p{L}\p{N}\p{M}]+)*/gu;
const JOINERS = /[._\-'’]/u;
const SPACELESS =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u30fc\u3005]/u;
const PIECES =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\u30fc\u3005]+|[\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]+|[^\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u30fc\u3005]+/gu;
const EAST_ASIAN = /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\u30fc\u3005]/u;
const SOUTH_EAST_ASIAN = /^[\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
const MAX_TOKEN = 40;

/**
 * `word`: a word of the language, can be completed and misspelt. `gram`: one or two characters of a script whose words
 * cannot be told apart without context. `joined`: a compound written as one word.
 */
export interface Token {
  text: string;
  kind: 'word' | 'gram' | 'joined';
}

export interface Tokenizer {
  /** Tokens of folded text as a document holds them: compounds whole and in parts. */
  index(folded: string): Token[];
  /** Tokens of folded text as a query needs them: every one must be found. */
  query(folded: string): Token[];
}

/** Cuts folded text into tokens, the same way for documents and queries, also in scripts without spaces. */
export function createTokenizer(): Tokenizer {
  let segmenter: Intl.Segmenter | undefined;

  const cut = (part: string, forQuery: boolean, tokens: Token[]) => {
    if (!SPACELESS.test(part)) {
      tokens.push({ text: clip(part), kind: 'word' });
      return;
    }
    for (const piece of part.match(PIECES) ?? []) {
      if (EAST_ASIAN.test(piece)) pushGrams(piece, forQuery, tokens);
      else if (SOUTH_EAST_ASIAN.test(piece)) {
        segmenter ??= new Intl.Segmenter('th', { granularity: 'word' });
        for (const { segment } of segmenter.segment(piece))
          tokens.push({ text: clip(segment), kind: 'word' });
      } else tokens.push({ text: clip(piece), kind: 'word' });
    }
  };

  const tokenize = (folded: string, forQuery: boolean): Token[] => {
    const tokens: Token[] = [];
    for (const run of folded.match(RUN) ?? []) {
      if (!JOINERS.test(run)) {
        cut(run, forQuery, tokens);
        continue;
      }
      const parts = run.split(JOINERS);
      // The "s" of "women's" and the "l" of "l'oreal" say nothing in a query.
      const telling = forQuery ? parts.filter((part) => part.length > 1) : parts;
      for (const part of telling.length > 0 ? telling : parts) cut(part, forQuery, tokens);
      if (!forQuery && parts.length <= 4) tokens.push({ text: clip(parts.join('')), kind: 'joined' });
    }
    return tokens;
  };

  return {
    index: (folded) => tokenize(folded, false),
    query: (folded) => tokenize(folded, true),
  };
}

/** Folded text without anything but letters and digits: the form in which whole handles and names are compared. */
export function joinWords(folded: string): string {
  return clip((folded.match(RUN) ?? []).join('').replaceAll(/[._\-'’]/gu, ''));
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
