import type { SlotSet } from '../columns/slot-set.ts';

/** Valid until the next query. */
export interface Matches {
  /** The documents that match, all alive. Slots do not ascend. */
  all: SlotSet;
  /** Those of them among which the best are; only these have scores and kinds. */
  ranked: Int32Array;
  /** By slot. Higher is better. */
  scores: Float64Array;
  /** By slot: the worst kind in which a term was found. */
  kinds: Uint8Array;
}
