import type { QueryNode } from './tree.ts';

/** Whether the answer to a query depends on the time at which it is asked. */
export function asksForAge(node: QueryNode): boolean {
  switch (node.kind) {
    case 'all':
    case 'any':
      return node.nodes.some(asksForAge);
    case 'not':
      return asksForAge(node.node);
    case 'field': {
      const { test } = node;
      return (
        test.kind === 'time' &&
        [test.from, test.to].some((moment) => moment !== undefined && 'agoMs' in moment)
      );
    }
    default:
      return false;
  }
}
