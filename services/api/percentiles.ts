import type { Percentile } from '#domain/engagement.ts';
import type { Profile } from '#domain/profile.ts';
import type { ProfileRank, RateDistribution, SearchIndex } from '#ports/search-index.ts';

/** A distribution older than this is read again. */
const MAX_AGE_MS = 60_000;

/** With fewer profiles, a percentile means nothing. */
const MIN_POPULATION = 20;

interface Group {
  population: number;
  quantiles: readonly number[];
  /** By percentile. */
  ends: ProfileEnd[];
}

type GroupPair = { demo?: Group; real?: Group };
type Groups = Map<string, Map<string, GroupPair>>;

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
  endOf(rank: ProfileRank): ProfileEnd;
}

/** What stands in place of the brace that closes the text of a profile: its `percentile`, and the brace. In ASCII. */
export interface ProfileEnd {
  text: string;
  bytes: Buffer;
}

const NO_PERCENTILE = toEnd(null);

/** Ranks rates among those of the same platform and tier in this index. */
export function createPercentiles(index: SearchIndex, now: () => number = Date.now): Percentiles {
  let known: Known | undefined;
  let reading: Promise<void> | undefined;

  const read = async () => {
    const groups = groupRates(await index.distribution());
    const readAtMs = now();
    const asOf = new Date(readAtMs).toISOString();
    known = {
      readAtMs,
      of: (rank) => percentileOf(rank, groups, asOf),
      table: { endOf: (rank) => endOf(rank, groups, asOf) },
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

/** The groups that are large enough, by platform and tier, demo profiles apart. */
function groupRates(distribution: readonly RateDistribution[]): Groups {
  const groups: Groups = new Map();
  for (const { platform, tier, demo, population, quantiles } of distribution) {
    if (population < MIN_POPULATION) continue;
    const byTier = groups.get(platform) ?? new Map<string, GroupPair>();
    groups.set(platform, byTier);
    byTier.set(tier, { ...byTier.get(tier), [demo ? 'demo' : 'real']: { population, quantiles, ends: [] } });
  }
  return groups;
}

function groupOf({ platform, tier, source, engagement_rate: rate }: ProfileRank, groups: Groups) {
  if (rate === null || tier === null) return undefined;
  return groups.get(platform)?.get(tier)?.[source === 'demo' ? 'demo' : 'real'];
}

function percentileOf(rank: ProfileRank, groups: Groups, asOf: string): Percentile | null {
  const group = groupOf(rank, groups);
  const { platform, tier, engagement_rate: rate } = rank;
  if (!group || rate === null || tier === null) return null;
  const value = percentileRank(group.quantiles, rate);
  return { value, platform, tier, population: group.population, as_of: asOf };
}

/** The end of a profile's text. All profiles with the same percentile in a group have the same. */
function endOf(rank: ProfileRank, groups: Groups, asOf: string): ProfileEnd {
  const group = groupOf(rank, groups);
  if (!group) return NO_PERCENTILE;
  const value = percentileRank(group.quantiles, rank.engagement_rate ?? 0);
  group.ends[value] ??= toEnd(percentileOf(rank, groups, asOf));
  return group.ends[value];
}

function toEnd(percentile: Percentile | null): ProfileEnd {
  const text = `,"percentile":${JSON.stringify(percentile)}}`;
  return { text, bytes: Buffer.from(text) };
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
