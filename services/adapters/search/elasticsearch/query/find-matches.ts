import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import type { Facets } from '#contract/query/search.ts';
import { FUZZY_BELOW } from '#contract/query/search-query.ts';
import type { SearchPage } from '#ports/search-index.ts';
import type { StoredBytes } from '../write/stored-profile.ts';
import { PROFILE } from '../write/stored-profile.ts';
import type { CategoryLabels } from './category-labels.ts';
import type { Bucket, SearchAnswer } from './search-answer.ts';
import { sendSearch } from './search-answer.ts';
import type { SearchBodies } from './search-body.ts';

export interface SearchParts {
  client: ElasticsearchClient;
  alias: string;
  analyser: Analyser;
  labels: CategoryLabels;
}

type FacetName = keyof Facets;
export type PageAnswer = SearchAnswer<StoredBytes, Record<FacetName, { buckets: Bucket[] }>>;

export interface Found {
  answer: PageAnswer;
  /** The request that was answered. */
  body: SearchBodies['typed'];
  matched: SearchPage['matched'];
  /** The least score of a whole name. */
  wholeFrom: number;
}

export interface SearchOptions {
  signal: AbortSignal | undefined;
  preference: string | undefined;
}

const FACET_NAMES: readonly FacetName[] = ['platform', 'category', 'tier', 'source'];

/**
 * One request when enough profiles hold the words as typed; else close spellings by another, and what holds most of the
 * words when none holds all.
 */
export async function findMatches(
  { typed, close, allTyped, allClose, some, wholeFrom }: SearchBodies,
  { client, alias }: SearchParts,
  options: SearchOptions,
): Promise<Found> {
  const send = (body: object) =>
    sendSearch(client, alias, body, { ...options, bytesOf: PROFILE }) as Promise<PageAnswer>;
  const totalOf = ({ hits }: PageAnswer) => hits.total.value;

  const exact: Found = {
    answer: await send(typed),
    body: typed,
    matched: 'exact',
    wholeFrom: wholeFrom.typed,
  };
  const found = totalOf(exact.answer);
  if (found >= FUZZY_BELOW || (close === null && (some === null || found > 0))) return exact;
  const closeBody = close ? close() : typed;
  const [whole, withClose] = await Promise.all([
    allTyped ? send(allTyped()).then(totalOf) : found,
    close ? send(closeBody) : exact.answer,
  ]);
  if (whole >= FUZZY_BELOW) return exact;
  const foundClose = totalOf(withClose);
  const fuzzy: Found = {
    answer: withClose,
    body: closeBody,
    matched: foundClose > found ? 'fuzzy' : 'exact',
    wholeFrom: close ? wholeFrom.close : wholeFrom.typed,
  };
  if (whole > 0 || some === null || foundClose >= FUZZY_BELOW) return fuzzy;
  if (allClose && totalOf(await send(allClose())) >= FUZZY_BELOW) return fuzzy;
  const { count, page } = some();
  const words = (await send(count)).hits.hits[0]?.sort[0];
  if (words === undefined) return fuzzy;
  const body = page(Math.round(words));
  const most = await send(body);
  return totalOf(most) > foundClose
    ? { answer: most, body, matched: 'some', wholeFrom: wholeFrom.some }
    : fuzzy;
}

export async function readFacets({ aggregations }: PageAnswer, labels: CategoryLabels): Promise<Facets> {
  const spelt = await labels.of(aggregations?.category.buckets.map(({ key }) => key) ?? []);
  const read = (facet: FacetName) =>
    (aggregations?.[facet].buckets ?? []).map(({ key, doc_count: count }) => ({
      value: facet === 'category' ? (spelt.get(key) ?? key) : key,
      count,
    }));
  return Object.fromEntries(FACET_NAMES.map((facet) => [facet, read(facet)])) as unknown as Facets;
}
