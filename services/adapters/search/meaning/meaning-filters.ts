import type { QueryNode, QueryTree } from '#contract/query/tree.ts';

/** What a profile must match to be found by its meaning: everything but the words that it may say in another way. */
export function meaningFilters({ nodes }: QueryTree): QueryNode[] {
  return nodes.filter(({ kind }) => kind !== 'word');
}
