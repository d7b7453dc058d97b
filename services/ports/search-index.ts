import type { Facets } from '#contract/search.ts';
import type { SearchQuery } from '#contract/search-query.ts';
import type { Profile } from '#domain/profile.ts';

export interface SearchDocument {
  profile: Profile;
  /** The revision of the profile's record: a lower version never overwrites a higher one, an equal one does. */
  version: number;
}

export type UpsertResult =
  | { id: string; status: 'written' | 'stale' }
  /** `retryable: false`: this document will never be taken. */
  | { id: string; status: 'failed'; reason: string; retryable: boolean };

export interface SearchPage {
  data: Profile[];
  /** Exact number of matches. */
  total: number;
  matched: 'exact' | 'fuzzy';
  /**
   * Facet counts over all matches, most frequent first, ties by the folded value, at most 20 values a facet; `null` when
   * not asked for.
   */
  facets: Facets | null;
  /** Cursor of the next page; `null` at the end or at `MAX_PAGING_DEPTH`. */
  next: string | null;
}

/** Engagement rates of one platform and tier (profiles with `source: demo` apart from the others). */
export interface RateDistribution {
  platform: string;
  tier: string;
  demo: boolean;
  population: number;
  /** The 0th to 100th percentile of the rate: 101 ascending numbers. */
  quantiles: number[];
}

export interface SearchIndex {
  /** Per-item results, in order. Visible to queries within one second, or after `refresh`. */
  upsert(documents: readonly SearchDocument[]): Promise<UpsertResult[]>;
  delete(ids: readonly string[]): Promise<void>;
  /** Rejects with `InvalidRequestError` for a cursor that is not of this query. */
  search(query: SearchQuery, signal?: AbortSignal): Promise<SearchPage>;
  get(id: string): Promise<Profile | undefined>;
  /** Completions of a word or handle that is being typed, most useful first. */
  suggest(prefix: string, limit: number): Promise<string[]>;
  count(): Promise<number>;
  distribution(): Promise<RateDistribution[]>;
  /** After it, queries see every upsert answered before it. */
  refresh(): Promise<void>;
  /**
   * Fills a new, empty index from `documents` and puts it in the place of the present one in one step. Queries go on
   * meanwhile on the old one; upserts and deletes made meanwhile are in the new one too. Works over a corrupt index.
   * Answers how many documents were written.
   */
  rebuild(documents: AsyncIterable<readonly SearchDocument[]>, signal?: AbortSignal): Promise<number>;
  /** Rejects with `UnavailableError`, `CorruptStoreError` or `NewerStoreError`. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
