import { parseQuery } from './parse-query.ts';
import type { NoteCode, QueryNote, QueryTree } from './tree.ts';

/** Notes about intent that the query does not express. The other notes are about order, or about signs without meaning. */
const LOST: ReadonlySet<NoteCode> = new Set([
  'unknown_field',
  'bad_value',
  'unclosed_quote',
  'unmatched_parenthesis',
  'empty_parentheses',
  'misplaced_operator',
  'too_long',
  'too_deep',
  'too_many_clauses',
]);

/** The tree of a query that is stored and repeated when no person sees its notes, or why it cannot be stored. */
export function readLastingQuery(
  text: string,
): { tree: QueryTree } | { fault: string; note: QueryNote | null } {
  const { tree, notes } = parseQuery(text);
  const note = notes.find(({ code }) => LOST.has(code));
  if (note !== undefined) return { fault: note.message, note };
  if (tree.nodes.length === 0)
    return { fault: 'The query has no words and no fields, so every profile matches.', note: null };
  return { tree };
}
