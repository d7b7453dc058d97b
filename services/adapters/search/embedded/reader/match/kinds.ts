/**
 * How well a document holds a term, or the whole query. A document counts with the best kind for each term and with the
 * worst of them for the query.
 */
export const KINDS = {
  /** Its handle is the whole query, written together. */
  wholeHandle: 7,
  /** Its display name is. */
  wholeName: 6,
  exact: 5,
  /** A word of it begins with the term. */
  prefix: 4,
  /** Another form of the word. */
  form: 3,
  /** A close spelling. */
  close: 2,
  /** It holds only some of the words. */
  some: 1,
} as const;
export type Kind = (typeof KINDS)[keyof typeof KINDS];
