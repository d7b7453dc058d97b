import type { Profile } from '#domain/profile.ts';
import type { Sort } from '../limits.ts';
import type { QueryTree } from './tree.ts';

/**
 * A query as every search engine understands it. `docs/search.md` describes matching and ranking, the same for every
 * engine. In every order unknown values come last and ties go by id. `relevance` without text orders by followers.
 */
export interface SearchQuery {
  /** A text whose meaning counts beside the words, in the order of relevance. Absent: words alone. */
  meaning?: string;
  /**
   * Only the profiles that are closest in meaning to what this one says, itself among them: at most 100, the closest first;
   * none where there is no encoder. The whole tree filters, also its words, which match as in a group. In the order of relevance.
   */
  like?: Profile;
  tree: QueryTree;
  sort: Sort;
  limit: number;
  cursor: string | null;
  facets: boolean;
  /** Epoch milliseconds: what ages are counted from. */
  nowMs: number;
}

/**
 * `exact`: every profile holds all words, or other forms of them. `fuzzy`: close spellings are among the results.
 * `some`: no profile holds all words as typed, and profiles that hold most of them are among the results.
 */
export const MATCHED = ['exact', 'fuzzy', 'some'] as const;
export type Matched = (typeof MATCHED)[number];

/** Similar spellings are searched when fewer profiles than this contain the words as typed. */
export const FUZZY_BELOW = 10;
