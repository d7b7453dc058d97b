import type { QueryPlan, QueryTerm } from '#adapters/search/analysis/plan-query.ts';
import type { CursorPosition } from '#adapters/search/cursor.ts';
import { UNKNOWN } from '#adapters/search/cursor.ts';
import type { NumberName } from '#adapters/search/stored/numbers.ts';
import { SORT_NUMBERS } from '#adapters/search/stored/numbers.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import { WITH_PROFILE } from '../write/stored-profile.ts';
import type { Clause } from './clauses.ts';
import { ALL } from './clauses.ts';
import { POPULARITY_CLAUSE } from './popularity.ts';
import type { WholeFrom } from './text-query.ts';
import { groupScores, NO_NAMES, textQueries } from './text-query.ts';

type Json = Record<string, unknown>;

export interface SearchBodies {
  /** The page of the profiles that hold the words as typed. */
  typed: Json;
  /** The page with close spellings; `null` when none of the words may be misspelt. */
  close: (() => Json) | null;
  /** Count the matches of the two whatever the filters; `null` without filters, and where there are none. */
  allTyped: (() => Json) | null;
  allClose: (() => Json) | null;
  /** For when no profile holds all words; `null` when every word is needed. */
  some: (() => SomeBodies) | null;
  /** The least score of a whole name in each of the pages. */
  wholeFrom: WholeFrom;
}

export interface SomeBodies {
  /** The best score is the number of words that the page's profiles have to hold. */
  count: Json;
  page: (words: number) => Json;
}

const FACET_VALUES = 20;
export const AGGREGATIONS = Object.fromEntries(
  Object.entries({ platform: 'platform', category: 'category_key', tier: 'tier', source: 'source' }).map(
    ([facet, field]) => [facet, { terms: { field, size: FACET_VALUES } }],
  ),
);

/** In place of a number that is not known: lower than all, so that it comes last. */
const MISSING: Partial<Record<NumberName, number>> = { growth: -2, recent: -8.64e15 - 1 };
const MISSING_OTHERWISE = -1;

type OrderField = NumberName | '_score';

export interface SearchPlan {
  query: SearchQuery;
  /** Of the text outside of groups; `null` without any. */
  text: QueryPlan | null;
  filters: Clause[];
  /** Words of groups, which count for the order by relevance. */
  groupTerms: readonly QueryTerm[];
}

/** The requests for one page. `size` is one more than the page. */
export function searchBodies(
  plan: SearchPlan,
  after: CursorPosition | null,
  size: number,
  enough: number,
  returned: object = WITH_PROFILE,
): SearchBodies {
  const { query, text, filters, groupTerms } = plan;
  const field = orderField(plan);
  const page = {
    size,
    track_total_hits: true,
    ...returned,
    sort: [
      field === '_score'
        ? { _score: 'desc' }
        : { [field]: { order: 'desc', missing: missingOf(field), unmapped_type: 'long' } },
      { id: 'asc' },
    ],
    ...(after ? { search_after: [toSortValue(field, after.key), after.id] } : {}),
    ...(query.facets ? { aggs: AGGREGATIONS } : {}),
  };
  const scores = field === '_score' ? [...groupScores(groupTerms), POPULARITY_CLAUSE] : [];
  if (text === null) {
    const isAll = filters.length + scores.length === 0;
    const all = isAll ? ALL : { bool: { must: [ALL], filter: filters, should: scores } };
    return {
      typed: { ...page, query: all },
      close: null,
      allTyped: null,
      allClose: null,
      some: null,
      wholeFrom: NO_NAMES,
    };
  }
  const { typed, close, some, wholeFrom } = textQueries(text);
  const matching = (words: Clause) =>
    field === '_score'
      ? { bool: { must: [words], should: scores, filter: filters } }
      : { bool: { filter: [words, ...filters] } };
  const count = (words: () => Clause) => () => ({
    size: 0,
    track_total_hits: enough,
    query: { bool: { filter: [words()] } },
  });
  const isFiltered = filters.length > 0;
  return {
    typed: { ...page, query: matching(typed) },
    close: close && (() => ({ ...page, query: matching(close()) })),
    allTyped: isFiltered ? count(() => typed) : null,
    allClose: isFiltered && close ? count(close) : null,
    some:
      some &&
      (() => {
        const { count: query, holding } = some();
        return {
          count: {
            size: 1,
            track_total_hits: false,
            stored_fields: '_none_',
            sort: ['_score', { id: 'asc' }],
            query,
          },
          page: (words) => ({ ...page, query: matching(holding(words)) }),
        };
      }),
    wholeFrom,
  };
}

/** What results are ordered by, of one of them, as a cursor holds it. */
export function fromSortValue(plan: SearchPlan, value: number): number {
  const field = orderField(plan);
  return field !== '_score' && value === missingOf(field) ? UNKNOWN : value;
}

function toSortValue(field: OrderField, key: number): number {
  return field !== '_score' && key === UNKNOWN ? missingOf(field) : key;
}

function missingOf(field: NumberName): number {
  return MISSING[field] ?? MISSING_OTHERWISE;
}

/** Without words there is no relevance: then the largest audience comes first. */
function orderField({ query, text, groupTerms }: SearchPlan): OrderField {
  return SORT_NUMBERS[query.sort] ?? (text === null && groupTerms.length === 0 ? 'followers' : '_score');
}
