/** Audience size classes; the bounds are those commonly published by the industry. */
export const TIERS = ['nano', 'micro', 'mid', 'macro', 'mega'] as const;

export type Tier = (typeof TIERS)[number];

const LOWER_BOUNDS: readonly (readonly [Tier, number])[] = [
  ['mega', 1_000_000],
  ['macro', 500_000],
  ['mid', 100_000],
  ['micro', 10_000],
  ['nano', 1_000],
];

/** The tier of a follower count; `null` when it is unknown or under 1,000. */
export function tierOf(followers: number | null): Tier | null {
  if (followers === null) return null;
  return LOWER_BOUNDS.find(([, from]) => followers >= from)?.[0] ?? null;
}
