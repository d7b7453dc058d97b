export interface BackoffBounds {
  /** The ceiling of the first delay; doubles each time. */
  baseMs: number;
  maxMs: number;
}

/** Delay before attempt `attempt + 1`: full jitter over an exponential ceiling, at least a tenth of the ceiling. */
export function backoffMs(
  attempt: number,
  bounds: BackoffBounds,
  random: () => number = Math.random,
): number {
  const ceiling = growingMs(attempt, bounds);
  return Math.max(ceiling / 10, ceiling * random());
}

/** As `backoffMs`, with less jitter and a mean delay of the ceiling: for a poll, where early attempts are useless load. */
export function pollDelayMs(
  attempt: number,
  bounds: BackoffBounds,
  random: () => number = Math.random,
): number {
  return spreadMs(growingMs(attempt, bounds), random);
}

/** Up to a quarter less or more, so that several processes do not act at the same time. */
export function spreadMs(ms: number, random: () => number = Math.random): number {
  return ms * (0.75 + random() / 2);
}

function growingMs(attempt: number, { baseMs, maxMs }: BackoffBounds): number {
  return Math.min(maxMs, baseMs * 2 ** (attempt - 1));
}
