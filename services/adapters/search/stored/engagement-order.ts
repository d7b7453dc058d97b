import type { Profile } from '#domain/profile.ts';

/** More than any rate that is told apart. */
const STEP = 1_000_000;

/**
 * What an order by engagement goes by. Rates of followers and rates of views are different figures, so the order never
 * mixes them: all rates of followers come before all rates of views. Rates within 1e-9 count as equal.
 */
export function engagementOrder({ engagement_rate: rate, engagement }: Profile): number | null {
  if (rate === null) return null;
  const shown = Math.min(rate, STEP / 2);
  return engagement.denominator === 'followers' ? STEP + shown : shown;
}
