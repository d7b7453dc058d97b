import type { QueryTerms } from '#adapters/search/analysis/parse-text.ts';
import type { CursorPosition } from '#adapters/search/cursor.ts';
import { UNKNOWN } from '#adapters/search/cursor.ts';
import type { SearchQuery } from '#contract/search-query.ts';
import { filterClauses } from './filters.ts';
import { POPULARITY_CLAUSE, textQueries } from './text-query.ts';

type Json = Record<string, unknown>;

export interface SearchBodies {
  /** The page of the profiles that hold the words as typed. */
  typed: Json;
  /** The page with close spellings; `null` when none of the words may be misspelt. */
  close: Json | null;
  /** Counts the profiles that hold the words as typed whatever the filters; `null` without filters. */
  unfiltered: Json | null;
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

/** The requests for one page. `terms` is `null` for a query by filters alone; `size` is one more than the page. */
export function searchBodies(
  query: SearchQuery,
  terms: QueryTerms | null,
  after: CursorPosition | null,
  size: number,
  enough: number,
): SearchBodies {
  const filters = filterClauses(query);
  const field = orderField(query, terms);
  const page = {
    size,
    track_total_hits: true,
    _source: ['profile'],
    sort: [
      field === '_score'
        ? { _score: 'desc' }
        : { [field]: { order: 'desc', missing: MISSING[field], unmapped_type: 'long' } },
      { id: 'asc' },
    ],
    ...(after ? { search_after: [toSortValue(field, after.key), after.id] } : {}),
    ...(query.facets ? { aggs: AGGREGATIONS } : {}),
  };
  if (terms === null) {
    const all = filters.length === 0 ? { match_all: {} } : { bool: { filter: filters } };
    return { typed: { ...page, query: all }, close: null, unfiltered: null };
  }
  const { typed, close } = textQueries(terms);
  const matching = (text: Json) =>
    field === '_score'
      ? { bool: { must: [text], should: [POPULARITY_CLAUSE], filter: filters } }
      : { bool: { filter: [text, ...filters] } };
  return {
    typed: { ...page, query: matching(typed) },
    close: close && { ...page, query: matching(close) },
    unfiltered:
      filters.length === 0
        ? null
        : { size: 0, track_total_hits: enough, query: { bool: { filter: [typed] } } },
  };
}

/** What results are ordered by, of one of them, as a cursor holds it. */
export function fromSortValue(query: SearchQuery, terms: QueryTerms | null, value: number): number {
  const field = orderField(query, terms);
  return field !== '_score' && value === MISSING[field] ? UNKNOWN : value;
}

function toSortValue(field: NumberField | '_score', key: number): number {
  return field !== '_score' && key === UNKNOWN ? MISSING[field] : key;
}

/** Without words there is no relevance: then the largest audience comes first. */
function orderField({ sort }: SearchQuery, terms: QueryTerms | null): NumberField | '_score' {
  if (sort === 'relevance') return terms === null ? 'followers' : '_score';
  return sort === 'engagement' ? 'rate' : sort;
}
