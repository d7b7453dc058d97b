/** Words that stand side by side in the typed text, folded for comparison. */
export interface FoldedWords {
  /** Folded words with a space between them, and `, ` where a comma was typed. */
  text: string;
  /** Start and end of each word in `text`. */
  places: readonly { start: number; end: number }[];
}

const EDGE = /^[.,;:!?…"'’()[\]{}]+|[.,;:!?…"'’()[\]{}]+$/gu;

/** Folds case, accents and the punctuation around words. */
export function foldWords(words: readonly string[]): FoldedWords {
  let text = '';
  const places = words.map((word, at) => {
    if (at > 0) text += /[,;]$/.test(words[at - 1] ?? '') ? ', ' : ' ';
    const start = text.length;
    text += foldWord(word);
    return { start, end: text.length };
  });
  return { text, places };
}

/** `Español,` as `espanol`. */
export function foldWord(word: string): string {
  return word
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(EDGE, '');
}
