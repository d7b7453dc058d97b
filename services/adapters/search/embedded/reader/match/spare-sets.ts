/** Numbers of the spare sets of the scratch. */
export const SPARE = {
  /** All matches. */
  all: 0,
  /** Documents that hold every word as typed. */
  typed: 1,
  /** Documents that hold a word in a name or topic. */
  strong: 2,
  /** The first of the sets of each word. */
  terms: 3,
} as const;
