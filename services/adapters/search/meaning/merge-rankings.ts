/**
 * Reciprocal rank fusion: G. V. Cormack, C. L. A. Clarke and S. Büttcher, "Reciprocal rank fusion outperforms Condorcet
 * and individual rank learning methods", SIGIR 2009. A result scores the sum of 1 / (60 + its rank) over the rankings
 * that contain it.
 */
const K = 60;

/** Results of each ranking that are merged. Later results follow in their own order. */
export const RANKED = 100;

/** The minimum cosine of two texts that are close in meaning. */
export const MIN_COSINE = 0.3;

/** Fused scores by item. Each ranking has an item at most once, best first. */
export function mergeRankings<Item>(rankings: readonly (readonly Item[])[]): Map<Item, number> {
  const scores = new Map<Item, number>();
  for (const ranking of rankings)
    for (const [at, item] of ranking.entries()) scores.set(item, (scores.get(item) ?? 0) + 1 / (K + at + 1));
  return scores;
}

/** Scores of the results by words and by meaning. If the words decide, results by meaning come after results by words. */
export function mergeByMeaning<Item>(
  byWords: readonly Item[],
  near: readonly Item[],
  decided: boolean,
): Map<Item, number> {
  return mergeRankings(decided ? [[...new Set([...byWords, ...near])]] : [byWords, near]);
}
