import { fieldClause, valuesClause } from '#contract/query/field-clause.ts';
import type { FieldName } from '#contract/query/fields.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import type { QueryNode, Range } from '#contract/query/tree.ts';

export interface QueryFacts extends Partial<SearchQuery> {
  /** As typed. */
  text?: string;
  platforms?: readonly string[];
  categories?: readonly string[];
  sources?: readonly string[];
  followers?: Range | null;
  engagement?: Range | null;
  reportedEngagement?: Range | null;
}

/** A query that asks for nothing but what is given. */
export function searchQuery(facts: QueryFacts = {}): SearchQuery {
  const { text, platforms, categories, sources, followers, engagement, reportedEngagement, ...query } = facts;
  const nodes: QueryNode[] = [
    ...(query.tree?.nodes ?? parseQuery(text ?? '').tree.nodes),
    ...listed('platform', platforms),
    ...listed('category', categories),
    ...listed('source', sources),
    ...ranged('followers', followers),
    ...ranged('engagement', engagement),
    ...ranged('reported-engagement', reportedEngagement),
  ];
  return {
    sort: 'relevance',
    limit: 20,
    cursor: null,
    facets: false,
    nowMs: Date.UTC(2026, 0, 1),
    ...query,
    tree: { kind: 'all', nodes },
  };
}

function listed(field: FieldName, values: readonly string[] = []): QueryNode[] {
  return values.length === 0 ? [] : [valuesClause(field, values)];
}

function ranged(field: FieldName, range: Range | null = null): QueryNode[] {
  return range === null ? [] : [fieldClause(field, { kind: 'range', range })];
}
