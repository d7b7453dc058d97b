import { foldText } from './fold.ts';
import type { Tokenizer } from './tokenize.ts';
import { joinWords } from './tokenize.ts';

export interface QueryTerm {
  text: string;
  /** Words that begin with it count too. */
  prefix: boolean;
  /** Largest edit distance of a close spelling; 0 for none. */
  maxEdits: number;
}

export interface QueryTerms {
  terms: QueryTerm[];
  /** All terms written together, as a handle would; `null` for one plain term, whose own search covers it. */
  joined: { text: string; prefix: boolean } | null;
}

const MIN_PREFIX = 3;
const MAX_TERMS = 64;

/** The terms of a query's text; none when it holds no letter and no digit. Terms after the 64th are left out. */
export function parseQueryText(text: string, tokenizer: Tokenizer): QueryTerms {
  const folded = foldText(text);
  const unique = new Map<string, QueryTerm>();
  const tokens = tokenizer.query(folded);
  for (const [at, token] of tokens.entries()) {
    const isWord = token.kind === 'word';
    const prefix = isWord && at === tokens.length - 1 && token.text.length >= MIN_PREFIX;
    const known = unique.get(token.text);
    if (known) known.prefix ||= prefix;
    else if (unique.size < MAX_TERMS)
      unique.set(token.text, { text: token.text, prefix, maxEdits: isWord ? maxEdits(token.text) : 0 });
  }
  const terms = [...unique.values()];
  const joined = joinWords(folded);
  const single = terms.length === 1 && terms[0]?.text === joined;
  return {
    terms,
    joined: single || joined === '' ? null : { text: joined, prefix: terms.at(-1)?.prefix ?? false },
  };
}

/** Edit distance 1 from 3 characters, 2 from 6; none for terms with digits, whose neighbours are other numbers. */
function maxEdits(term: string): number {
  if (term.length < 3 || /\p{N}/u.test(term)) return 0;
  return term.length < 6 ? 1 : 2;
}
