import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { parseQueryText } from '#adapters/search/analysis/parse-text.ts';
import type { Tokenizer } from '#adapters/search/analysis/tokenize.ts';
import { decodeCursor, encodeCursor, fingerprint } from '#adapters/search/cursor.ts';
import { MAX_PAGING_DEPTH } from '#contract/limits.ts';
import type { Facets } from '#contract/search.ts';
import type { SearchQuery } from '#contract/search-query.ts';
import { FUZZY_BELOW } from '#contract/search-query.ts';
import type { Profile } from '#domain/profile.ts';
import type { SearchPage } from '#ports/search-index.ts';
import type { CategoryLabels } from './category-labels.ts';
import type { Bucket, SearchAnswer } from './search-answer.ts';
import { sendSearch } from './search-answer.ts';
import type { SearchBodies } from './search-body.ts';
import { fromSortValue, searchBodies } from './search-body.ts';

export interface SearchParts {
  client: ElasticsearchClient;
  alias: string;
  tokenizer: Tokenizer;
  labels: CategoryLabels;
}

type FacetName = keyof Facets;
type PageAnswer = SearchAnswer<{ profile: Profile }, Record<FacetName, { buckets: Bucket[] }>>;

const FACET_NAMES: readonly FacetName[] = ['platform', 'category', 'tier', 'source'];
const NO_FACETS: Facets = { platform: [], category: [], tier: [], source: [] };

/** One page of results. Rejects with `InvalidRequestError` for a cursor of another query. */
export async function answerSearch(
  query: SearchQuery,
  parts: SearchParts,
  signal: AbortSignal | undefined,
): Promise<SearchPage> {
  const after = query.cursor === null ? null : decodeCursor(query, query.cursor);
  const depth = after?.depth ?? 0;
  const limit = Math.max(0, Math.min(query.limit, MAX_PAGING_DEPTH - depth));
  const terms = query.text.trim() === '' ? null : parseQueryText(query.text, parts.tokenizer);
  if (terms?.terms.length === 0) {
    return { data: [], total: 0, matched: 'exact', facets: query.facets ? NO_FACETS : null, next: null };
  }
  const bodies = searchBodies(query, terms, after, limit === 0 ? 0 : limit + 1, FUZZY_BELOW);
  // Copies of an index differ a little in their scores: the pages of one query come from the same copy.
  const preference = terms ? `query-${fingerprint(query)}` : undefined;
  const { answer, matched } = await findMatches(bodies, parts, { signal, preference });

  const { hits, total } = answer.hits;
  const page = hits.slice(0, limit);
  const last = page.at(-1);
  const reached = depth + page.length;
  const more = hits.length > limit && reached < MAX_PAGING_DEPTH;
  return {
    data: page.map(({ _source }) => _source.profile),
    total: total.value,
    matched,
    facets: query.facets ? await readFacets(answer, parts.labels) : null,
    next:
      more && last
        ? encodeCursor(query, {
            key: fromSortValue(query, terms, last.sort[0]),
            id: last.sort[1],
            depth: reached,
          })
        : null,
  };
}

/** One request when enough profiles hold the words as typed, else close spellings by another. */
async function findMatches(
  { typed, close, unfiltered }: SearchBodies,
  { client, alias }: SearchParts,
  options: { signal: AbortSignal | undefined; preference: string | undefined },
): Promise<{ answer: PageAnswer; matched: SearchPage['matched'] }> {
  const send = (body: object) => sendSearch(client, alias, body, options) as Promise<PageAnswer>;
  const asTyped = await send(typed);
  const found = asTyped.hits.total.value;
  if (close === null || found >= FUZZY_BELOW) return { answer: asTyped, matched: 'exact' };
  const [whole, withClose] = await Promise.all([unfiltered && send(unfiltered), send(close)]);
  if (whole && whole.hits.total.value >= FUZZY_BELOW) return { answer: asTyped, matched: 'exact' };
  return { answer: withClose, matched: withClose.hits.total.value > found ? 'fuzzy' : 'exact' };
}

async function readFacets({ aggregations }: PageAnswer, labels: CategoryLabels): Promise<Facets> {
  const spelt = await labels.of(aggregations?.category.buckets.map(({ key }) => key) ?? []);
  const read = (facet: FacetName) =>
    (aggregations?.[facet].buckets ?? []).map(({ key, doc_count: count }) => ({
      value: facet === 'category' ? (spelt.get(key) ?? key) : key,
      count,
    }));
  return Object.fromEntries(FACET_NAMES.map((facet) => [facet, read(facet)])) as unknown as Facets;
}
