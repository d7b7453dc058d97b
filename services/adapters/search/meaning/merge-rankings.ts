import { mergeRankings } from '#lib/merge-rankings.ts';

/** Results of each ranking that are merged. Later results follow in their own order. */
export const RANKED = 100;

/** The minimum cosine of two texts that are close in meaning. */
export const MIN_COSINE = 0.3;

/** Scores of the results by words and by meaning. If the words decide, results by meaning come after results by words. */
export function mergeByMeaning<Item>(
  byWords: readonly Item[],
  near: readonly Item[],
  decided: boolean,
): Map<Item, number> {
  return mergeRankings(decided ? [[...new Set([...byWords, ...near])]] : [byWords, near]);
}
