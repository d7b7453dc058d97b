import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import { isEmptyPlan, planQuery, toGroupTerms } from '#adapters/search/analysis/plan-query.ts';
import { decodeCursor, encodeCursor, fingerprint } from '#adapters/search/cursor.ts';
import type { QueryVector } from '#adapters/search/meaning/query-vector.ts';
import { MAX_PAGING_DEPTH } from '#contract/limits.ts';
import type { Facets } from '#contract/query/search.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import { FUZZY_BELOW } from '#contract/query/search-query.ts';
import { splitTree, wantedText } from '#contract/query/split-tree.ts';
import type { ProfileText, SearchPage } from '#ports/search-index.ts';
import { answerMerged } from './answer-merged.ts';
import { filterClauses } from './filters.ts';
import type { SearchParts } from './find-matches.ts';
import { findMatches, readFacets } from './find-matches.ts';
import type { SearchPlan } from './search-body.ts';
import { fromSortValue, searchBodies } from './search-body.ts';
import { storedTexts } from './stored-text.ts';

const NO_FACETS: Facets = { platform: [], category: [], tier: [], source: [] };

/** One page of results. Rejects with `InvalidRequestError` for a cursor of another query. */
export async function answerSearch(
  query: SearchQuery,
  parts: SearchParts,
  signal: AbortSignal | undefined,
  vector: QueryVector | null = null,
): Promise<SearchPage<ProfileText>> {
  const plan = planSearch(query, parts.analyser);
  // Copies of an index differ a little in their scores: the pages of one query come from the same copy.
  const preference = plan.text ? `query-${fingerprint(query)}` : undefined;
  const options = { signal, preference };
  const isFilter = plan.text === null && query.like === undefined;
  if (vector !== null && !isFilter && query.sort === 'relevance')
    return answerMerged(plan, vector, parts, options);
  const after = query.cursor === null ? null : decodeCursor(query, query.cursor);
  const depth = after?.depth ?? 0;
  const limit = Math.max(0, Math.min(query.limit, MAX_PAGING_DEPTH - depth));
  if (!isFilter && (plan.text === null || isEmptyPlan(plan.text))) {
    const facets = query.facets ? NO_FACETS : null;
    return { data: [], total: 0, matched: 'exact', facets, byMeaning: null, next: null };
  }
  // The total says whether there is more than the first page. After it, profiles of earlier pages may be gone from the total.
  const extra = after === null || limit === 0 ? 0 : 1;
  const bodies = searchBodies(plan, after, limit + extra, FUZZY_BELOW);
  const { answer, matched } = await findMatches(bodies, parts, options);

  const { hits, total } = answer.hits;
  const page = hits.slice(0, limit);
  const last = page.at(-1);
  const reached = depth + page.length;
  const isMore = after === null ? total.value > reached : hits.length > limit;
  const more = isMore && reached < MAX_PAGING_DEPTH;
  return {
    data: storedTexts(page),
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
    text: text.length === 0 || query.like !== undefined ? null : planQuery(text, analyser),
    filters: filterClauses(filters, { analyser, nowMs: query.nowMs }),
    groupTerms: ranked.flatMap((clause) => toGroupTerms(clause, analyser)),
  };
}
