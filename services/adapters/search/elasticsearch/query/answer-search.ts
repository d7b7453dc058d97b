import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import { isEmptyPlan, planQuery, toGroupTerms } from '#adapters/search/analysis/plan-query.ts';
import { decodeCursor, encodeCursor, fingerprint } from '#adapters/search/cursor.ts';
import { MAX_PAGING_DEPTH } from '#contract/limits.ts';
import type { Facets } from '#contract/query/search.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import { FUZZY_BELOW } from '#contract/query/search-query.ts';
import { splitTree, wantedText } from '#contract/query/split-tree.ts';
import type { ProfileText, SearchPage } from '#ports/search-index.ts';
import type { StoredFields } from '../write/stored-profile.ts';
import { decodeStored } from '../write/stored-profile.ts';
import type { CategoryLabels } from './category-labels.ts';
import { filterClauses } from './filters.ts';
import type { Bucket, SearchAnswer } from './search-answer.ts';
import { sendSearch } from './search-answer.ts';
import type { SearchBodies, SearchPlan } from './search-body.ts';
import { fromSortValue, searchBodies } from './search-body.ts';

export interface SearchParts {
  client: ElasticsearchClient;
  alias: string;
  analyser: Analyser;
  labels: CategoryLabels;
}

type FacetName = keyof Facets;
type PageAnswer = SearchAnswer<StoredFields, Record<FacetName, { buckets: Bucket[] }>>;

interface Found {
  answer: PageAnswer;
  /** The request that was answered. */
  body: SearchBodies['typed'];
  matched: SearchPage['matched'];
}

const FACET_NAMES: readonly FacetName[] = ['platform', 'category', 'tier', 'source'];
const NO_FACETS: Facets = { platform: [], category: [], tier: [], source: [] };

/** One page of results. Rejects with `InvalidRequestError` for a cursor of another query. */
export async function answerSearch(
  query: SearchQuery,
  parts: SearchParts,
  signal: AbortSignal | undefined,
): Promise<SearchPage<ProfileText>> {
  const after = query.cursor === null ? null : decodeCursor(query, query.cursor);
  const depth = after?.depth ?? 0;
  const limit = Math.max(0, Math.min(query.limit, MAX_PAGING_DEPTH - depth));
  const plan = planSearch(query, parts.analyser);
  if (plan.text !== null && isEmptyPlan(plan.text)) {
    const facets = query.facets ? NO_FACETS : null;
    return { data: [], total: 0, matched: 'exact', facets, byMeaning: null, next: null };
  }
  const bodies = searchBodies(plan, after, limit === 0 ? 0 : limit + 1, FUZZY_BELOW);
  // Copies of an index differ a little in their scores: the pages of one query come from the same copy.
  const preference = plan.text ? `query-${fingerprint(query)}` : undefined;
  const { answer, matched } = await findMatches(bodies, parts, { signal, preference });

  const { hits, total } = answer.hits;
  const page = hits.slice(0, limit);
  const last = page.at(-1);
  const reached = depth + page.length;
  const more = hits.length > limit && reached < MAX_PAGING_DEPTH;
  return {
    data: page.map(({ fields }) => decodeStored(fields.json[0])),
    total: total.value,
    matched,
    facets: query.facets ? await readFacets(answer, parts.labels) : null,
    byMeaning: null,
    next:
      more && last
        ? encodeCursor(query, {
            key: fromSortValue(plan, last.sort[0]),
            id: last.sort[1],
            depth: reached,
          })
        : null,
  };
}

/** What selects the profiles that match a query; `null` when none can. */
export async function selectingQuery(
  query: SearchQuery,
  parts: SearchParts,
  signal: AbortSignal | undefined,
): Promise<object | null> {
  const plan = planSearch({ ...query, sort: 'followers', facets: false }, parts.analyser);
  if (plan.text !== null && isEmptyPlan(plan.text)) return null;
  const bodies = searchBodies(plan, null, 0, FUZZY_BELOW);
  const { body } = await findMatches(bodies, parts, { signal, preference: undefined });
  return body.query as object;
}

function planSearch(query: SearchQuery, analyser: Analyser): SearchPlan {
  const { text, filters } = splitTree(query.tree);
  const ranked = query.sort === 'relevance' ? filters.flatMap(wantedText) : [];
  return {
    query,
    text: text.length === 0 ? null : planQuery(text, analyser),
    filters: filterClauses(filters, { analyser, nowMs: query.nowMs }),
    groupTerms: ranked.flatMap((clause) => toGroupTerms(clause, analyser)),
  };
}

/**
 * One request when enough profiles hold the words as typed; else close spellings by another, and what holds most of the
 * words when none holds all.
 */
async function findMatches(
  { typed, close, allTyped, allClose, some }: SearchBodies,
  { client, alias }: SearchParts,
  options: { signal: AbortSignal | undefined; preference: string | undefined },
): Promise<Found> {
  const send = (body: object) => sendSearch(client, alias, body, options) as Promise<PageAnswer>;
  const totalOf = ({ hits }: PageAnswer) => hits.total.value;

  const exact: Found = { answer: await send(typed), body: typed, matched: 'exact' };
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
  };
  if (whole > 0 || some === null || foundClose >= FUZZY_BELOW) return fuzzy;
  if (allClose && totalOf(await send(allClose())) >= FUZZY_BELOW) return fuzzy;
  const { count, page } = some();
  const words = (await send(count)).hits.hits[0]?.sort[0];
  if (words === undefined) return fuzzy;
  const body = page(Math.round(words));
  const most = await send(body);
  return totalOf(most) > foundClose ? { answer: most, body, matched: 'some' } : fuzzy;
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
