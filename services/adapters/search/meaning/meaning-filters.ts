import type { SearchQuery } from '#contract/query/search-query.ts';
import type { QueryNode } from '#contract/query/tree.ts';

/** What a profile must match to be found by meaning: everything except the words of a question, which it may express differently. */
export function meaningFilters({ tree: { nodes }, like }: SearchQuery): readonly QueryNode[] {
  return like === undefined ? nodes.filter(({ kind }) => kind !== 'word') : nodes;
}
