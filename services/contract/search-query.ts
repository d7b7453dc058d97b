import type { Platform } from '#domain/platform.ts';
import type { Sort } from './limits.ts';

/** An inclusive range; a missing side is open. */
export interface Range {
  min?: number;
  max?: number;
}

/**
 * A query as every search engine understands it, parsed once at the edge.
 *
 * Matching, the same for every engine. Text is folded (case, diacritics, width) and cut into terms, also in scripts
 * without spaces; a handle or compound with `. _ -` is held whole and in parts. A profile matches when every term
 * matches one of its fields: a token equal to the term or, for the last term with at least 3 characters, a token that
 * begins with it. It also matches when its handle or display name, without spaces and punctuation, equals the text
 * written so (or begins with it, where the last term may be a beginning). Only when fewer than `FUZZY_BELOW` profiles
 * (filters apart) match so, close spellings count too: edit distance 1 from 3 characters, 2 from 6, where a swap of
 * neighbours is one edit, the first character equal, terms with digits excepted. Exact matches rank before prefix
 * matches, those before close spellings; within a tier by BM25 with the fields boosted: username and display name
 * most, category and topics next, bio and country least; the audience decides only what the text leaves about level.
 *
 * Text without a word (`hasWord`) matches nothing; the API refuses it. `relevance` without text orders by followers; `recent` is by the
 * newest post. In every order unknown values come last and ties go by id.
 */
export interface SearchQuery {
  /** Words as typed; empty for a query by filters alone. */
  text: string;
  platforms: Platform[];
  /** Compared folded. */
  categories: string[];
  sources: string[];
  followers: Range | null;
  /** Of the rate as a ratio: 0.03 is 3 %. Profiles without a rate do not match a range. */
  engagement: Range | null;
  sort: Sort;
  limit: number;
  cursor: string | null;
  facets: boolean;
}

/** Whether the text contains a letter or digit of any script. */
export function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** Similar spellings are searched when fewer profiles than this contain the words as typed. */
export const FUZZY_BELOW = 10;
