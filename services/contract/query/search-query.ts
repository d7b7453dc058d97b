import type { Platform } from '#domain/platform.ts';
import type { Sort } from '../limits.ts';

/** An inclusive range; a missing side is open. */
export interface Range {
  min?: number;
  max?: number;
}

/**
 * A query as every search engine understands it, parsed once at the edge.
 *
 * `docs/search.md` describes matching and ranking, the same for every engine. `parseQuery` reads the text.
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
  /** As `engagement`, of the rate that a list states. It is never mixed with the measured one. */
  reportedEngagement: Range | null;
  sort: Sort;
  limit: number;
  cursor: string | null;
  facets: boolean;
}

/** Whether the text contains a letter or digit of any script. */
export function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/**
 * `exact`: every profile holds all words, or other forms of them. `fuzzy`: close spellings are among the results.
 * `some`: no profile holds all words as typed, and profiles that hold most of them are among the results.
 */
export const MATCHED = ['exact', 'fuzzy', 'some'] as const;
export type Matched = (typeof MATCHED)[number];

/** Similar spellings are searched when fewer profiles than this contain the words as typed. */
export const FUZZY_BELOW = 10;
