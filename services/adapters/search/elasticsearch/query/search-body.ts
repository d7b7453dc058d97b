import type { QueryPlan } from '#adapters/search/analysis/plan-query.ts';
import type { CursorPosition } from '#adapters/search/cursor.ts';
import { UNKNOWN } from '#adapters/search/cursor.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import { filterClauses } from './filters.ts';
import { POPULARITY_CLAUSE, textQueries } from './text-query.ts';

type Json = Record<string, unknown>;

export interface SearchBodies {
  /** The page of the profiles that hold the words as typed. */
  typed: Json;
  /** The page with close spellings; `null` when none of the words may be misspelt. */
  close: Json | null;
  /** Count the matches of the two whatever the filters; `null` without filters, and where there are none. */
  allTyped: Json | null;
  allClose: Json | null;
  /** For when no profile holds all words; `null` when every word is needed. */
  some: {
    /** The best score is the number of words that the page's profiles have to hold. */
    count: Json;
    page: (words: number) => Json;
  } | null;
}

const FACET_VALUES = 20;
const AGGREGATIONS = Object.fromEntries(
  Object.entries({ platform: 'platform', category: 'category_key', tier: 'tier', source: 'source' }).map(
    ([facet, field]) => [facet, { terms: { field, size: FACET_VALUES } }],
  ),
);

/** In place of a number that is not known: lower than all, so that it comes last. */
const MISSING = { followers: -1, rate: -1, recent: -8.64e15 - 1 };
type NumberField = keyof typeof MISSING;

/** The requests for one page. `plan` is `null` for a query by filters alone; `size` is one more than the page. */
export function searchBodies(
  query: SearchQuery,
  plan: QueryPlan | null,
  after: CursorPosition | null,
  size: number,
  enough: number,
): SearchBodies {
  const filters = filterClauses(query);
  const field = orderField(query, plan);
  const page = {
    size,
    track_total_hits: true,
    stored_fields: ['json'],
    sort: [
      field === '_score'
        ? { _score: 'desc' }
        : { [field]: { order: 'desc', missing: MISSING[field], unmapped_type: 'long' } },
      { id: 'asc' },
    ],
    ...(after ? { search_after: [toSortValue(field, after.key), after.id] } : {}),
    ...(query.facets ? { aggs: AGGREGATIONS } : {}),
  };
  if (plan === null) {
    const all = filters.length === 0 ? { match_all: {} } : { bool: { filter: filters } };
    return { typed: { ...page, query: all }, close: null, allTyped: null, allClose: null, some: null };
  }
  const { typed, close, some } = textQueries(plan);
  const matching = (text: Json) =>
    field === '_score'
      ? { bool: { must: [text], should: [POPULARITY_CLAUSE], filter: filters } }
      : { bool: { filter: [text, ...filters] } };
  const count = (text: Json | null) =>
    text === null || filters.length === 0
      ? null
      : { size: 0, track_total_hits: enough, query: { bool: { filter: [text] } } };
  return {
    typed: { ...page, query: matching(typed) },
    close: close && { ...page, query: matching(close) },
    allTyped: count(typed),
    allClose: count(close),
    some: some && {
      count: {
        size: 1,
        track_total_hits: false,
        stored_fields: '_none_',
        sort: ['_score', { id: 'asc' }],
        query: some.count,
      },
      page: (words) => ({ ...page, query: matching(some.holding(words)) }),
    },
  };
}

/** What results are ordered by, of one of them, as a cursor holds it. */
export function fromSortValue(query: SearchQuery, plan: QueryPlan | null, value: number): number {
  const field = orderField(query, plan);
  return field !== '_score' && value === MISSING[field] ? UNKNOWN : value;
}

function toSortValue(field: NumberField | '_score', key: number): number {
  return field !== '_score' && key === UNKNOWN ? MISSING[field] : key;
}

/** Without words there is no relevance: then the largest audience comes first. */
function orderField({ sort }: SearchQuery, plan: QueryPlan | null): NumberField | '_score' {
  if (sort === 'relevance') return plan === null ? 'followers' : '_score';
  return sort === 'engagement' ? 'rate' : sort;
}
