/** Numbers of the spare sets of the scratch. */
export const SPARE = {
  /** All matches. */
  all: 0,
  /** Documents that hold every word in the same way. */
  typed: 1,
  /** Those that hold a word in some place. */
  some: 2,
  /** The first of the sets of each word. */
  terms: 3,
} as const;
