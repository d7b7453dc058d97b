import { UNKNOWN } from '#adapters/search/cursor.ts';
import type { RateDistribution } from '#ports/search-index.ts';
import type { Columns } from './columns.ts';

const DEMO = 'demo';

/** Rates by platform, tier and whether the profile is a demo one; profiles without a rate or tier are left out. */
export function computeDistribution(columns: Columns): RateDistribution[] {
  const { size, alive, rate, codes, labels } = columns;
  const demoCode = labels.source.find(DEMO);
  const groups = new Map<string, { platform: string; tier: string; demo: boolean; rates: number[] }>();
  for (let slot = 0; slot < size; slot++) {
    const value = rate[slot] ?? UNKNOWN;
    const platform = labels.platform.label(codes.platform[slot] ?? 0);
    const tier = labels.tier.label(codes.tier[slot] ?? 0);
    if (alive[slot] === 0 || value === UNKNOWN || platform === null || tier === null) continue;
    const demo = codes.source[slot] === demoCode;
    const key = `${platform} ${tier} ${demo}`;
    const group = groups.get(key);
    if (group) group.rates.push(value);
    else groups.set(key, { platform, tier, demo, rates: [value] });
  }
  return [...groups.values()].map(({ platform, tier, demo, rates }) => ({
    platform,
    tier,
    demo,
    population: rates.length,
    quantiles: quantilesOf(Float64Array.from(rates).sort()),
  }));
}

/** The 0th to 100th percentile, between two neighbours in proportion. */
function quantilesOf(sorted: Float64Array): number[] {
  return Array.from({ length: 101 }, (_, percent) => {
    const position = ((sorted.length - 1) * percent) / 100;
    const below = Math.floor(position);
    const low = sorted[below] ?? 0;
    const high = sorted[below + 1] ?? low;
    return low + (high - low) * (position - below);
  });
}
