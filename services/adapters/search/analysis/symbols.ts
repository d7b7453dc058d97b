/**
 * Signs that belong to a term, as in `c++`, `c#`, `.net` and `r&d`. Inside a token they are full-width: folded text has
 * none of these, and SQLite's tokenizer leaves them in the token.
 */
const FULL_WIDTH: Readonly<Record<string, string>> = { '+': '＋', '#': '＃', '&': '＆', '.': '．' };

const WORD = '\\p{L}\\p{N}\\p{M}';
/** `c++`, `c++17`, `lgbtq+`, `c#`, `.net`, `r&d`, `r & d`. The letters around are in the group that fits. */
const TERM = new RegExp(
  [
    `(?<![${WORD}])(?<plus>[${WORD}]+\\+{1,2})(?![${WORD}+])`,
    `(?<![${WORD}])(?<version>c\\+\\+)(?=\\d)`,
    `(?<![${WORD}#])(?<sharp>\\p{L}#)(?![${WORD}#])`,
    `(?<![${WORD}.])(?<dot>\\.net)(?![${WORD}])`,
    `(?<![${WORD}&])(?<and>[${WORD}]{1,2} ?& ?[${WORD}]{1,2})(?![${WORD}+#])`,
  ].join('|'),
  'gu',
);
const MAY_HOLD = /[+&]|[^\s#]#|\.net/;

/** A term with signs: where it is in the text and its token. */
export interface SymbolTerm {
  start: number;
  end: number;
  token: string;
}

/** The terms with signs of folded text, in order. */
export function findSymbolTerms(folded: string): SymbolTerm[] {
  if (!MAY_HOLD.test(folded)) return [];
  return [...folded.matchAll(TERM)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    token: match[0].replaceAll(' ', '').replaceAll(/[+#&.]/gu, (sign) => FULL_WIDTH[sign] ?? sign),
  }));
}
