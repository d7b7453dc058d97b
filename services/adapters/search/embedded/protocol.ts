import type { QueryVector } from '#adapters/search/meaning/query-vector.ts';
import type { Matched, SearchQuery } from '#contract/query/search-query.ts';

/** A document as it travels to the writer: the profile as JSON text, which crosses threads as one copy. */
export interface WireDocument {
  id: string;
  version: number;
  json: string;
}

/** A page as it comes from a reader: profiles as JSON text. */
export interface WirePage {
  profiles: string[];
  total: number;
  matched: Matched;
  facets: Record<'platform' | 'category' | 'tier' | 'source', { value: string; count: number }[]> | null;
  next: string | null;
  /** Ids of the page's profiles that were found by meaning alone; `null` for a search by words. */
  byMeaning: string[] | null;
}

/** A search, with the vector of `meaning` where there is one. */
export interface WireSearch {
  query: SearchQuery;
  vector: QueryVector | null;
}

/** A batch of a scan. */
export interface WireScan {
  profiles: string[];
  /** The id of the last profile; `null` at the end. */
  last: string | null;
}

export interface WorkerSettings {
  directory: string;
}
