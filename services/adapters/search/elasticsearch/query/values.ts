import { foldLabel } from '#adapters/search/analysis/fold.ts';
import type { StoredField } from '#contract/query/complete-query.ts';
import type { ValueCount } from '#ports/search-index.ts';
import type { SearchParts } from './find-matches.ts';
import type { Bucket } from './search-answer.ts';
import { sendSearch } from './search-answer.ts';

/** Signs of the regular expressions of Lucene. */
const OPERATORS = /[.?+*|{}[\]()"\\#@&<>~^-]/g;

/** Values of a field that begin with `prefix`, most frequent first. */
export async function listValues(
  field: StoredField,
  prefix: string,
  limit: number,
  { client, alias, labels }: SearchParts,
): Promise<ValueCount[]> {
  const include = `${foldLabel(prefix).replaceAll(OPERATORS, '\\$&')}.*`;
  const { aggregations } = await sendSearch<never, { values: { buckets: Bucket[] } }>(client, alias, {
    size: 0,
    track_total_hits: false,
    aggs: {
      values: {
        terms: {
          field: field === 'category' ? 'category_key' : field,
          size: limit,
          include,
          order: [{ _count: 'desc' }, { _key: 'asc' }],
        },
      },
    },
  });
  const buckets = aggregations?.values.buckets ?? [];
  const spelt = field === 'category' ? await labels.of(buckets.map(({ key }) => key)) : undefined;
  return buckets.map(({ key, doc_count: count }) => ({ value: spelt?.get(key) ?? key, count }));
}
