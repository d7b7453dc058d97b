/** The least of the greatest `limit` of everything offered. */
export interface Threshold {
  offer(value: number): void;
  /** Below every number until there are `limit`. */
  readonly value: number;
}

export function createThreshold(limit: number): Threshold {
  /** Greatest first. */
  const best = new Float64Array(limit).fill(Number.NEGATIVE_INFINITY);
  return {
    offer(value) {
      let at = limit - 1;
      if (value <= (best[at] ?? 0)) return;
      for (; at > 0 && (best[at - 1] ?? 0) < value; at--) best[at] = best[at - 1] ?? 0;
      best[at] = value;
    },
    get value() {
      return best[limit - 1] ?? Number.POSITIVE_INFINITY;
    },
  };
}
