import type { QueryNode, QueryTree } from '#contract/query/tree.ts';

/** What a profile must match to be found by meaning: everything except the words, which it may express differently. */
export function meaningFilters({ nodes }: QueryTree): QueryNode[] {
  return nodes.filter(({ kind }) => kind !== 'word');
}
