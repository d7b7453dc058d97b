import type { NoGrowthReason } from '#domain/enrichment.ts';

export interface FollowerReading {
  /** Epoch milliseconds. */
  at: number;
  followers: number;
}

export interface GrowthResult {
  rate: number | null;
  from: FollowerReading | null;
  to: FollowerReading | null;
  reason: NoGrowthReason | null;
}

const DAY_MS = 86_400_000;
/** The window that is aimed at, and its bounds. Shorter ones are noise, longer ones are another question. */
const AIM_MS = 30 * DAY_MS;
const MIN_MS = 7 * DAY_MS;
const MAX_MS = 90 * DAY_MS;

/**
 * Growth from the reading that is closest to 30 days before the newest one, and 7 to 90 days before it, to the newest
 * one. Of two that are equally close, the older one is taken.
 */
export function growthOf(readings: readonly FollowerReading[]): GrowthResult {
  const sorted = [...readings].sort((a, b) => b.at - a.at || b.followers - a.followers);
  const [to, ...earlier] = sorted;
  if (to === undefined || earlier.every(({ at }) => at === to.at)) return none('one_reading');
  let from: FollowerReading | null = null;
  for (const reading of earlier) {
    const age = to.at - reading.at;
    if (age < MIN_MS || age > MAX_MS) continue;
    const distance = (one: FollowerReading) => Math.abs(to.at - one.at - AIM_MS);
    if (from === null || distance(reading) <= distance(from)) from = reading;
  }
  if (from === null) return none('no_reading_in_window');
  if (from.followers === 0) return { rate: null, from, to, reason: 'no_followers' };
  return { rate: (to.followers - from.followers) / from.followers, from, to, reason: null };
}

function none(reason: NoGrowthReason): GrowthResult {
  return { rate: null, from: null, to: null, reason };
}
