import type { Profile } from '#domain/profile.ts';

/** More than any rate that the order distinguishes. */
const STEP = 1_000_000;

/**
 * What an order by engagement goes by. Rates per follower and rates per view are different figures, so the order never
 * mixes them: all rates per follower come before all rates per view. Rates within 1e-9 count as equal.
 */
export function engagementOrder({ engagement_rate: rate, engagement }: Profile): number | null {
  if (rate === null) return null;
  const shown = Math.min(rate, STEP / 2);
  return engagement.denominator === 'followers' ? STEP + shown : shown;
}
