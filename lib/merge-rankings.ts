/**
 * Reciprocal rank fusion: G. V. Cormack, C. L. A. Clarke and S. Büttcher, "Reciprocal rank fusion outperforms Condorcet
 * and individual rank learning methods", SIGIR 2009. A result scores the sum of 1 / (60 + its rank) over the rankings
 * that contain it.
 */
const K = 60;

/** The score of the first result of one ranking. */
export const FIRST_SCORE = 1 / (K + 1);

/** Fused scores by item. Each ranking has an item at most once, best first. */
export function mergeRankings<Item>(rankings: readonly (readonly Item[])[]): Map<Item, number> {
  const scores = new Map<Item, number>();
  for (const ranking of rankings)
    for (const [at, item] of ranking.entries()) scores.set(item, (scores.get(item) ?? 0) + 1 / (K + at + 1));
  return scores;
}
