import type { FieldClass } from '#adapters/search/analysis/analyse-profile.ts';
import { FIELD_CLASSES } from '#adapters/search/analysis/analyse-profile.ts';
import type { QueryTerm } from '#adapters/search/analysis/parse-text.ts';
import type { Columns } from './columns.ts';
import type { Postings } from './postings.ts';
import type { Vocabulary } from './vocabulary.ts';

/** How well a document holds a term; a document counts with the best kind that it has. */
export const EXACT = 3;
export const PREFIX = 2;
export const CLOSE = 1;
export type Kind = typeof EXACT | typeof PREFIX | typeof CLOSE;

/** Documents that hold a term in one field in one way. */
export interface TermList {
  slots: Int32Array;
  field: FieldClass;
  kind: Kind;
  /** 1, less for spellings that are further away. */
  strength: number;
}

export interface TermListSources {
  columns: Columns;
  postings: Postings;
  vocabulary: Vocabulary;
}

const MAX_CLOSE_TOKENS = 50;
const MAX_CLOSE_HANDLES = 1_000;

/** Everything that holds a term, best kind first. */
export function listsOfTerm(term: QueryTerm, withClose: boolean, sources: TermListSources): TermList[] {
  const { postings } = sources;
  const lists: TermList[] = [];
  const add = (slots: Int32Array, field: FieldClass, kind: Kind, strength = 1) => {
    if (slots.length > 0) lists.push({ slots, field, kind, strength });
  };
  for (const field of FIELD_CLASSES) add(postings.find(field + term.text, false), field, EXACT);
  if (term.prefix)
    for (const field of FIELD_CLASSES) add(postings.find(field + term.text, true), field, PREFIX);
  if (withClose && term.maxEdits > 0) {
    for (const { token, edits } of sources.vocabulary.close(term.text, term.maxEdits, MAX_CLOSE_TOKENS))
      add(postings.find(token, false), token[0] as FieldClass, CLOSE, 1 / edits);
    for (const [edits, slots] of closeHandles(term, sources.columns)) add(slots, 'h', CLOSE, 1 / edits);
  }
  return lists;
}

/** Handles spelt closely, by distance. They are kept out of the vocabulary, which they would swamp. */
function closeHandles(term: QueryTerm, columns: Columns): [edits: number, slots: Int32Array][] {
  columns.handleSpellings.refresh();
  const byEdits: number[][] = Array.from({ length: term.maxEdits }, () => []);
  for (const { at, edits } of columns.handleSpellings.close(term.text, term.maxEdits))
    if (columns.alive[at] === 1) byEdits[edits - 1]?.push(at);
  return byEdits.map((slots, i) => [i + 1, Int32Array.from(slots.slice(0, MAX_CLOSE_HANDLES))]);
}
