import type { PlainReading } from '#contract/plain/read-plain-words.ts';
import type { Facets } from '#contract/query/search.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import { InvalidRequestError } from '#ports/errors.ts';
import type { SearchIndex, SearchPage } from '#ports/search-index.ts';
import type { Percentiles } from '../percentiles.ts';
import type { CursorSigner } from '../sign-cursor.ts';
import type { PageState } from './page-state.ts';
import { TEXTS } from './texts.ts';
import { toSearchQuery, withoutClause } from './to-search-query.ts';

export interface SearchDeps {
  index: SearchIndex;
  percentiles: Percentiles;
  cursors: CursorSigner;
}

/** What the results page shows. */
export interface SearchView {
  state: PageState;
  query: SearchQuery;
  /** With percentiles and a signed `next`. */
  page: SearchPage;
  /** Each facet counts the profiles that match all filters but its own, so that more of its values can be chosen. */
  facets: Facets;
  /** What was not understood. */
  notes: string[];
  reading: PlainReading | null;
  /** Profiles in the index. */
  stored: number;
}

const NO_FACETS: Facets = { platform: [], category: [], tier: [], source: [] };

/** Searches for a state of the results page. A cursor that is not valid here begins from the start, with a note. */
export async function searchView(state: PageState, deps: SearchDeps): Promise<SearchView> {
  const { index, percentiles, cursors } = deps;
  const { cursor, isStale } = readCursor(state, cursors);
  const { query, notes, reading } = toSearchQuery(state, cursor, Date.now());
  const search = async () => {
    try {
      return { page: await index.search(query), isLost: isStale };
    } catch (error) {
      if (!(error instanceof InvalidRequestError) || query.cursor === null) throw error;
      return { page: await index.search({ ...query, cursor: null }), isLost: true };
    }
  };
  const [{ page, isLost }, others, stored] = await Promise.all([
    search(),
    otherFacets(query, index),
    index.count(),
  ]);
  return {
    state: isLost ? { ...state, cursor: null } : state,
    query,
    page: {
      ...page,
      data: await percentiles.annotate(page.data),
      next: page.next === null ? null : cursors.sign(page.next),
    },
    facets: { ...(page.facets ?? NO_FACETS), ...others },
    reading,
    notes: isLost ? [...notes, TEXTS.filters.stalePage] : notes,
    stored,
  };
}

function readCursor(
  { cursor }: PageState,
  cursors: CursorSigner,
): { cursor: string | null; isStale: boolean } {
  if (cursor === null) return { cursor: null, isStale: false };
  try {
    return { cursor: cursors.verify(cursor), isStale: false };
  } catch (error) {
    if (error instanceof InvalidRequestError) return { cursor: null, isStale: true };
    throw error;
  }
}

/** The facets whose own filter is set, counted without it. */
async function otherFacets(query: SearchQuery, index: SearchIndex): Promise<Partial<Facets>> {
  const filters: [keyof Facets, SearchQuery][] = [
    ['platform', withoutClause(query, 'platform')],
    ['category', withoutClause(query, 'category')],
    ['source', withoutClause(query, 'source')],
    ['tier', withoutClause(query, 'followers')],
  ];
  const open = filters.filter(([, { tree }]) => tree.nodes.length < query.tree.nodes.length);
  const counted = await Promise.all(
    open.map(async ([name, without]) => {
      const page = await index.search({ ...without, cursor: null, limit: 1 });
      return [name, page.facets?.[name] ?? []] as const;
    }),
  );
  return Object.fromEntries(counted);
}
