import type { StoredField } from '#contract/query/complete-query.ts';
import type { Facets } from '#contract/query/search.ts';
import type { Matched, SearchQuery } from '#contract/query/search-query.ts';
import type { Profile } from '#domain/profile.ts';
import type { MissingTextEncoder } from './text-encoder.ts';

export interface SearchDocument {
  profile: Profile;
  /** The revision of the profile's record: a lower version never overwrites a higher one; an equal one does. */
  version: number;
}

export type UpsertResult =
  | { id: string; status: 'written' | 'stale' }
  /** `retryable: false`: the index will never accept this document. */
  | { id: string; status: 'failed'; reason: string; retryable: boolean };

/** A profile as the JSON text that was written, with what its percentile depends on. */
export interface ProfileText {
  readonly rank: ProfileRank;
  /** Equal only for equal texts, if the index knows one without reading the text. */
  readonly digest?: string | undefined;
  /** Bytes of the text in UTF-8, without the brace that closes it: more members can follow. */
  readonly size: number;
  /**
   * Writes these bytes into `target`, which must have room for one more: that one may change. The text may refer to `target` from
   * then on, so that its own bytes can be freed: those that were written must not change.
   */
  writeTo(target: Buffer, at: number): void;
  /** The whole text. */
  toString(): string;
}

export type ProfileRank = Pick<Profile, 'platform' | 'tier' | 'source' | 'engagement_rate'>;

export interface SearchPage<T = Profile> {
  data: T[];
  /** Exact number of matches. */
  total: number;
  matched: Matched;
  /**
   * Facet counts over all matches, most frequent first, ties by the folded value, at most 20 values for each facet;
   * `null` when not requested.
   */
  facets: Facets | null;
  /**
   * Ids of the profiles in `data` that were found by meaning alone; `null` when words alone were searched: no meaning was
   * asked for, or there is no encoder.
   */
  byMeaning: string[] | null;
  /** Cursor of the next page; `null` at the end or at `MAX_PAGING_DEPTH`. */
  next: string | null;
}

/** Engagement rates of one platform and tier (profiles with `source: demo` separately). */
export interface RateDistribution {
  platform: string;
  tier: string;
  demo: boolean;
  population: number;
  /** The 0th to 100th percentile of the rate: 101 ascending numbers. */
  quantiles: number[];
}

export interface ValueCount {
  value: string;
  count: number;
}

export interface SearchIndex {
  /** A server of its own answers: its first answers are slow, so it is worth asking before people do. */
  readonly needsWarmUp?: true;
  /** Per-item results, in order. Visible to queries within one second, or after `refresh`. */
  upsert(documents: readonly SearchDocument[]): Promise<UpsertResult[]>;
  delete(ids: readonly string[]): Promise<void>;
  /**
   * Removes what was deleted before from the index's own files, as far as the adapter controls them; documents, words
   * and ids. `false` while a rebuild is under way: then it has to be repeated after it.
   */
  scrub(): Promise<boolean>;
  /** Why this index does not search by meaning; `null` if it does. Absent: it never does. */
  missingMeaning?(): Promise<MissingTextEncoder | null>;
  /** Rejects with `InvalidRequestError` for a cursor that is not of this query. */
  search(query: SearchQuery, signal?: AbortSignal): Promise<SearchPage>;
  /** As `search`, for callers that pass profiles on unread. A page that was asked for before may be the same object. */
  searchTexts(query: SearchQuery, signal?: AbortSignal): Promise<SearchPage<ProfileText>>;
  /**
   * Every profile that matches, once, in the order of ids, in batches of bounded size: more than cursors reach. A profile
   * that is written or deleted meanwhile may come or not. Order, limit, cursor and facets of the query do not count.
   */
  scan(query: SearchQuery, signal?: AbortSignal): AsyncIterable<readonly ProfileText[]>;
  get(id: string): Promise<Profile | undefined>;
  /** Completions of a partly typed word or handle, best first. */
  suggest(prefix: string, limit: number): Promise<string[]>;
  /**
   * Values of a field that begin with `prefix`, folded, most frequent first, ties by the folded value. Places and
   * languages come with each of their parts.
   */
  values(field: StoredField, prefix: string, limit: number): Promise<ValueCount[]>;
  count(): Promise<number>;
  distribution(): Promise<RateDistribution[]>;
  /** After it, queries see every upsert that resolved before it. */
  refresh(): Promise<void>;
  /**
   * Fills a new index from `documents`, then replaces the current one atomically. Meanwhile queries use the old one,
   * and the new one receives upserts and deletes too, from the first read of `documents` on. Works with a corrupt index.
   * Returns the number of documents.
   */
  rebuild(documents: AsyncIterable<readonly SearchDocument[]>, signal?: AbortSignal): Promise<number>;
  /** Rejects with `UnavailableError`, `CorruptStoreError` or `NewerStoreError`. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
