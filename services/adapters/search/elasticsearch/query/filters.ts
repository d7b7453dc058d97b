import { foldLabel } from '#adapters/search/analysis/fold.ts';
import type { Range, SearchQuery } from '#contract/query/search-query.ts';

export function filterClauses(query: SearchQuery): Record<string, unknown>[] {
  const clauses: Record<string, unknown>[] = [];
  const oneOf = (field: string, values: readonly string[]) => {
    if (values.length > 0) clauses.push({ terms: { [field]: values } });
  };
  const within = (field: string, range: Range | null) => {
    if (range) clauses.push({ range: { [field]: bounds(range) } });
  };
  oneOf('platform', query.platforms);
  oneOf('category_key', query.categories.map(foldLabel));
  oneOf('source', query.sources.map(foldLabel));
  within('followers', query.followers);
  within('rate', query.engagement);
  within('reported_rate', query.reportedEngagement);
  return clauses;
}

/** An infinite side is open. */
function bounds({ min, max }: Range) {
  return {
    ...(Number.isFinite(min) ? { gte: min } : {}),
    ...(Number.isFinite(max) ? { lte: max } : {}),
  };
}
