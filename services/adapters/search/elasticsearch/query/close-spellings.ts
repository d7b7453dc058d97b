import type { Clause } from './clauses.ts';
import { constant } from './clauses.ts';
import { otherFirstLetters } from './first-letters.ts';

export interface Closeness {
  boost: number;
  /** Close spellings that are looked up at most. */
  maxExpansions: number;
}

/** Spellings with the same first letter, and those where it is the only edit. */
export function fuzzyClauses(
  field: string,
  text: string,
  edits: number,
  { boost, maxExpansions }: Closeness,
): Clause[] {
  if (edits === 0) return [];
  return [
    {
      fuzzy: {
        [field]: {
          value: text,
          fuzziness: edits,
          prefix_length: 1,
          max_expansions: maxExpansions,
          transpositions: true,
          rewrite: `top_terms_boost_${maxExpansions}`,
          boost,
        },
      },
    },
    constant({ terms: { [field]: otherFirstLetters(text) } }, boost / 2),
  ];
}
