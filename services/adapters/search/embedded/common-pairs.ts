/**
 * Pairs of common words that stand side by side have postings of their own, as in the next-word indexes of Williams, Zobel and
 * Bahle ("Fast phrase querying with combined indexes", 2004). Otherwise a phrase of two common words would read the stored
 * words of every document that holds both. Common words have numbers from 1, in the order in which they became common.
 */

/** The first letter of the posting of a pair: no field class and no label has it. */
const PAIR_CLASS = 'p';
const RADIX = 36;
const DIGITS = 3;
/** Fits in `DIGITS`, and a document can hold few words that one in a hundred holds. */
export const MAX_COMMON_WORDS = 4_096;

/** The posting of two neighbours by their numbers. */
export function pairToken(first: number, second: number): string {
  return PAIR_CLASS + digitsOf(first) + digitsOf(second);
}

function digitsOf(number: number): string {
  return number.toString(RADIX).padStart(DIGITS, '0');
}

/** `lengths` of a document has 24 bits. Above them is how many words were common when it was written. */
const COVERED_STEP = 2 ** 24;

/** Adds to `lengths` how many words were common: the document has the postings of all pairs of the words up to this number. */
export function withCovered(lengths: number, covered: number): number {
  return lengths + covered * COVERED_STEP;
}

export function coveredOf(lengths: number): number {
  return Math.floor(lengths / COVERED_STEP);
}
