/**
 * Whether the profiles that come are likely to be new. Then their records are written without reading first, which a
 * remote store thanks with half of its work; where one is there after all, the write is refused and it is read.
 */
export interface NewnessGuess {
  isLikely(): boolean;
  /** Of the profiles of a batch so many were new. */
  learn(profiles: number, fresh: number): void;
}

/** A write that is refused costs about as much as the reads of four profiles. */
const WORTH_FROM = 0.8;
/** Profiles over which the past is forgotten. */
const MEMORY = 200;

/** Begins by expecting new ones: the first batch tells. */
export function createNewnessGuess(): NewnessGuess {
  let share = 1;
  return {
    isLikely: () => share >= WORTH_FROM,
    learn(profiles, fresh) {
      if (profiles > 0) share += (fresh / profiles - share) * Math.min(1, profiles / MEMORY);
    },
  };
}
