import type { Percentile } from '#domain/engagement.ts';
import type { Profile } from '#domain/profile.ts';
import type { ProfileRank, ProfileText, RateDistribution, SearchIndex } from '#ports/search-index.ts';

/** A distribution older than this is read again. */
const MAX_AGE_MS = 60_000;

/** With fewer profiles, a percentile means nothing. */
const MIN_POPULATION = 20;

interface Known {
  readAtMs: number;
  of(rank: ProfileRank): Percentile | null;
  table: RankTable;
}

export interface Percentiles {
  /** The profiles with their `percentile`: `null` without a rate or with too few profiles to compare with. */
  annotate(profiles: readonly Profile[]): Promise<Profile[]>;
  /** What the percentiles of texts are computed from now; another object once it was read again. */
  current(): Promise<RankTable>;
}

export interface RankTable {
  /** The text of the profile with its `percentile`, without parsing it, in pieces. */
  annotate(text: ProfileText): (string | Buffer)[];
}

/** Ranks rates among those of the same platform and tier in this index. */
export function createPercentiles(index: SearchIndex, now: () => number = Date.now): Percentiles {
  let known: Known | undefined;
  let reading: Promise<void> | undefined;

  const read = async () => {
    const groups = new Map((await index.distribution()).map((group) => [groupKey(group), group]));
    const readAtMs = now();
    const asOf = new Date(readAtMs).toISOString();
    known = {
      readAtMs,
      of: (rank) => percentileOf(rank, groups, asOf),
      table: {
        annotate: ({ json, rank }) => [
          withoutEnd(json),
          `,"percentile":${JSON.stringify(percentileOf(rank, groups, asOf))}}`,
        ],
      },
    };
  };
  const refresh = () => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  const latest = async (): Promise<Known> => {
    if (!known) await refresh();
    else if (now() - known.readAtMs > MAX_AGE_MS) refresh().catch(() => {});
    return known as unknown as Known;
  };

  return {
    async annotate(profiles) {
      const { of } = await latest();
      return profiles.map((profile) => ({ ...profile, percentile: of(profile) }));
    },
    current: async () => (await latest()).table,
  };
}

/** Without the brace that closes the object. */
function withoutEnd(json: string | Buffer): string | Buffer {
  return typeof json === 'string' ? json.slice(0, -1) : json.subarray(0, -1);
}

function percentileOf(
  profile: ProfileRank,
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
