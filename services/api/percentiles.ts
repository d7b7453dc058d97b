import type { Percentile } from '#domain/engagement.ts';
import type { Profile } from '#domain/profile.ts';
import type { RateDistribution, SearchIndex } from '#ports/search-index.ts';

/** A distribution older than this is read again. */
const MAX_AGE_MS = 60_000;

/** With fewer profiles, a percentile means nothing. */
const MIN_POPULATION = 20;

export interface Percentiles {
  /** The profiles with their `percentile`: `null` without a rate or with too few profiles to compare with. */
  annotate(profiles: readonly Profile[]): Promise<Profile[]>;
}

/** Ranks rates among those of the same platform and tier in this index. */
export function createPercentiles(index: SearchIndex, now: () => number = Date.now): Percentiles {
  let known: { readAtMs: number; groups: Map<string, RateDistribution> } | undefined;
  let reading: Promise<void> | undefined;

  const read = async () => {
    const groups = new Map((await index.distribution()).map((group) => [groupKey(group), group]));
    known = { readAtMs: now(), groups };
  };
  const refresh = () => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  return {
    async annotate(profiles) {
      if (!known) await refresh();
      else if (now() - known.readAtMs > MAX_AGE_MS) refresh().catch(() => {});
      if (!known) return [...profiles];
      const { readAtMs, groups } = known;
      const asOf = new Date(readAtMs).toISOString();
      return profiles.map((profile) => ({ ...profile, percentile: percentileOf(profile, groups, asOf) }));
    },
  };
}

function percentileOf(
  profile: Profile,
  groups: ReadonlyMap<string, RateDistribution>,
  asOf: string,
): Percentile | null {
  const { platform, tier, engagement_rate: rate } = profile;
  if (rate === null || tier === null) return null;
  const group = groups.get(groupKey({ platform, tier, demo: profile.source === 'demo' }));
  if (!group || group.population < MIN_POPULATION) return null;
  return {
    value: percentileRank(group.quantiles, rate),
    platform,
    tier,
    population: group.population,
    as_of: asOf,
  };
}

/** The highest whole percentile whose rate is at or below `rate`, by binary search over 101 ascending quantiles. */
export function percentileRank(quantiles: readonly number[], rate: number): number {
  let low = 0;
  let high = quantiles.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((quantiles[middle] as number) <= rate) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function groupKey({ platform, tier, demo }: { platform: string; tier: string; demo: boolean }): string {
  return `${platform}/${tier}/${demo}`;
}
