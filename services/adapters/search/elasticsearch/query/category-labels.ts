import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import type { Bucket } from './search-answer.ts';
import { sendSearch } from './search-answer.ts';

/** How categories are spelt, by their folded form. */
export interface CategoryLabels {
  /** The most frequent spelling of each, first by code points among equals. */
  of(keys: readonly string[]): Promise<Map<string, string>>;
}

const MAX_KNOWN = 5_000;

/** Spellings hardly change, so each is looked up once and then remembered. */
export function createCategoryLabels(client: ElasticsearchClient, alias: string): CategoryLabels {
  const known = new Map<string, string>();

  const learn = async (keys: string[]) => {
    type Buckets = { keys: { buckets: (Bucket & { labels: { buckets: Bucket[] } })[] } };
    const { aggregations } = await sendSearch<never, Buckets>(client, alias, {
      size: 0,
      track_total_hits: false,
      query: { terms: { category_key: keys } },
      aggs: {
        keys: {
          terms: { field: 'category_key', size: keys.length, include: keys },
          aggs: { labels: { terms: { field: 'category', size: 1 } } },
        },
      },
    });
    if (known.size > MAX_KNOWN) known.clear();
    for (const { key, labels } of aggregations?.keys.buckets ?? []) {
      const label = labels.buckets[0]?.key;
      if (label !== undefined) known.set(key, label);
    }
  };

  return {
    async of(keys) {
      const unknown = keys.filter((key) => !known.has(key));
      if (unknown.length > 0) await learn(unknown);
      return new Map(keys.map((key) => [key, known.get(key) ?? key]));
    },
  };
}
