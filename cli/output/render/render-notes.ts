import type { QueryNote } from '#contract/query/tree.ts';
import { flatLine, oneLine } from '../text/format.ts';
import { textWidth } from '../text/text-width.ts';

/** Characters of the query that are shown before a span, of it, and after it. */
const BEFORE = 30;
const MARKED = 40;
const AFTER = 20;

/** For each note the query, and below it the note under the characters that it is about. */
export function renderNotes(query: string, notes: readonly QueryNote[]): string[] {
  return notes.flatMap((note) => renderNote(query, note));
}

function renderNote(query: string, { message, span, suggestion }: QueryNote): string[] {
  const near = suggestion === null ? '' : ` Did you mean "${suggestion}"?`;
  const text = oneLine(`${message}${near}`);
  const from = Math.max(0, span.start - BEFORE);
  const end = Math.min(span.end, span.start + MARKED);
  const to = Math.min(query.length, end + AFTER);
  const before = `  ${from > 0 ? '…' : ''}${flatLine(query.slice(from, span.start))}`;
  const marked = flatLine(query.slice(span.start, end));
  if (marked.trim() === '') return [text];
  const after = `${flatLine(query.slice(end, to))}${to < query.length ? '…' : ''}`;
  return [
    `${before}${marked}${after}`,
    `${' '.repeat(textWidth(before))}${'^'.repeat(textWidth(marked))} ${text}`,
  ];
}
