import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { PLATFORMS } from '#domain/platform.ts';
import { TIERS } from '#domain/tier.ts';
import type { RateDistribution } from '#ports/search-index.ts';
import type { Bucket } from './search-answer.ts';
import { sendSearch } from './search-answer.ts';

const DEMO = 'demo';
const PERCENTS = Array.from({ length: 101 }, (_, percent) => percent);
/**
 * Of the t-digest that the quantiles come from: groups of up to some thousand rates are kept rate by rate, in larger
 * ones a quantile's rank is off by less than a tenth of a percent. The smallest and the largest rate are exact.
 */
const COMPRESSION = 1_000;

interface RateBucket extends Bucket {
  demo: {
    buckets: Record<'yes' | 'no', { doc_count: number; rates: { values: { value: number }[] } }>;
  };
}
interface Answer {
  platforms: { buckets: (Bucket & { tiers: { buckets: RateBucket[] } })[] };
}

/** Rates by platform, tier and whether the profile is a demo one; profiles without a rate or tier are left out. */
export async function readDistribution(
  client: ElasticsearchClient,
  alias: string,
): Promise<RateDistribution[]> {
  const rates = {
    percentiles: {
      field: 'rate',
      percents: PERCENTS,
      keyed: false,
      tdigest: { compression: COMPRESSION },
    },
  };
  const isDemo = { term: { source: DEMO } };
  const demo = {
    filters: { filters: { yes: isDemo, no: { bool: { must_not: [isDemo] } } } },
    aggs: { rates },
  };
  const { aggregations } = await sendSearch<never, Answer>(client, alias, {
    size: 0,
    track_total_hits: false,
    query: { bool: { filter: [{ exists: { field: 'rate' } }, { exists: { field: 'tier' } }] } },
    aggs: {
      platforms: {
        terms: { field: 'platform', size: PLATFORMS.length * 2 },
        aggs: { tiers: { terms: { field: 'tier', size: TIERS.length * 2 }, aggs: { demo } } },
      },
    },
  });
  return (aggregations?.platforms.buckets ?? []).flatMap(({ key: platform, tiers }) =>
    tiers.buckets.flatMap(({ key: tier, demo: { buckets } }) =>
      (['no', 'yes'] as const)
        .map((which) => ({ demo: which === 'yes', ...buckets[which] }))
        .filter(({ doc_count: population }) => population > 0)
        .map(({ demo, doc_count: population, rates: { values } }) => ({
          platform,
          tier,
          demo,
          population,
          quantiles: ascending(values),
        })),
    ),
  );
}

/** Interpolation may leave neighbours a rounding error out of order. */
function ascending(values: readonly { value: number }[]): number[] {
  let highest = Number.NEGATIVE_INFINITY;
  return values.map(({ value }) => {
    highest = Math.max(highest, value);
    return highest;
  });
}
