/**
 * Predicts whether the next profiles are new. If so, their records are written without a read, which halves the work of
 * a remote store; when a record exists after all, the write is rejected and the record is read.
 */
export interface NewnessGuess {
  isLikely(): boolean;
  /** Reports how many profiles of a batch were new. */
  learn(profiles: number, fresh: number): void;
}

/** A rejected write costs about as much as reading four profiles. */
const WORTH_FROM = 0.8;
/** Number of profiles after which older results have little weight. */
const MEMORY = 200;

/** Expects new profiles at first; the first batch corrects it. */
export function createNewnessGuess(): NewnessGuess {
  let share = 1;
  return {
    isLikely: () => share >= WORTH_FROM,
    learn(profiles, fresh) {
      if (profiles > 0) share += (fresh / profiles - share) * Math.min(1, profiles / MEMORY);
    },
  };
}
