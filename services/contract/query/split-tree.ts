import type { QueryNode, QueryTree, TextClause } from './tree.ts';

/** A part of the text; profiles that match an excluded one are left out. */
export type TextPart = TextClause & { excluded: boolean };

/**
 * A tree in its two parts: the text outside of groups, which decides the kind of a match and may match in other spellings,
 * and everything else, which only lets profiles through.
 */
export interface SplitTree {
  text: TextPart[];
  filters: QueryNode[];
}

export function splitTree({ nodes }: QueryTree): SplitTree {
  const text: TextPart[] = [];
  const filters: QueryNode[] = [];
  for (const node of nodes) {
    const inner = node.kind === 'not' ? node.node : node;
    if (isText(inner)) text.push({ ...inner, excluded: node.kind === 'not' });
    else filters.push(node);
  }
  return { text, filters };
}

/** Text that profiles should hold, in the order of the tree: what is excluded is not part of it. */
export function wantedText(node: QueryNode): TextClause[] {
  if (node.kind === 'all' || node.kind === 'any') return node.nodes.flatMap(wantedText);
  return isText(node) ? [node] : [];
}

function isText(node: QueryNode): node is TextClause {
  return (
    node.kind === 'word' || node.kind === 'phrase' || node.kind === 'platform' || node.kind === 'address'
  );
}
