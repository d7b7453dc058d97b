import { parseQuery } from './parse-query.ts';
import type { NoteCode, QueryNote, QueryTree } from './tree.ts';

/** Notes about intent that the query does not express. The other notes are about order, or about signs without meaning. */
const LOST: ReadonlySet<NoteCode> = new Set([
  'unknown_field',
  'bad_value',
  'missing_colon',
  'unclosed_quote',
  'unmatched_parenthesis',
  'empty_parentheses',
  'misplaced_operator',
  'too_long',
  'too_deep',
  'too_many_clauses',
]);
const MAX_CORRECTIONS = 10;

/**
 * The tree of a query that is stored, and later repeated without showing its notes. If it cannot be stored: the reason, and a
 * similar query that can be stored, if there is one.
 */
export function readLastingQuery(text: string): { tree: QueryTree } | { fault: string; near: string | null } {
  const { tree, notes } = parseQuery(text);
  const note = notes.find(({ code }) => LOST.has(code));
  if (note !== undefined)
    return { fault: note.message.replace(/ It counts as words\.$/, ''), near: correct(text, note) };
  if (tree.nodes.length === 0)
    return { fault: 'The query has no words and no fields, so every profile matches.', near: null };
  return { tree };
}

/** The query with each fault replaced by its suggestion, one after the other. */
function correct(text: string, first: QueryNote): string | null {
  let corrected = text;
  let note: QueryNote | undefined = first;
  for (let tries = 0; note !== undefined; tries++) {
    const { suggestion, span }: QueryNote = note;
    if (suggestion === null || tries === MAX_CORRECTIONS) return null;
    corrected = corrected.slice(0, span.start) + suggestion + corrected.slice(span.end);
    const { tree, notes } = parseQuery(corrected);
    if (tree.nodes.length === 0) return null;
    note = notes.find(({ code }) => LOST.has(code));
  }
  return corrected;
}
