import type { SearchQuery } from '#contract/query/search-query.ts';

/** A query that asks for nothing but what is given. */
export function searchQuery(facts: Partial<SearchQuery> = {}): SearchQuery {
  return {
    text: '',
    platforms: [],
    categories: [],
    sources: [],
    followers: null,
    engagement: null,
    reportedEngagement: null,
    sort: 'relevance',
    limit: 20,
    cursor: null,
    facets: false,
    ...facts,
  };
}
