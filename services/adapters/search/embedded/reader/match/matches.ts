/** Valid until the next query. */
export interface Matches {
  /** Slots of the documents that match, each once, all alive. */
  slots: Int32Array;
  /** Those of them among which the best are; only these have scores and kinds. */
  ranked: Int32Array;
  /** By slot. Higher is better. */
  scores: Float64Array;
  /** By slot: the worst kind in which a term was found. */
  kinds: Uint8Array;
}
