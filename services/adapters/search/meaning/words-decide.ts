import { FUZZY_BELOW } from '#contract/query/search-query.ts';
import { wantedText } from '#contract/query/split-tree.ts';
import type { QueryTree } from '#contract/query/tree.ts';

/** How the words of a query match. */
export interface WordMatches {
  /** Every match holds all words as typed, as a beginning or in another form. */
  areExact: boolean;
  total: number;
}

/**
 * Whether the words decide: a single word that enough profiles contain is a clear query, so meaning only adds results. The rule was
 * chosen on one half of the questions of `npm run quality:meaning` and confirmed on the other half.
 */
export function wordsDecide(tree: QueryTree, { areExact, total }: WordMatches): boolean {
  const clauses = wantedText(tree);
  return clauses.length === 1 && clauses[0]?.kind === 'word' && areExact && total >= FUZZY_BELOW;
}
