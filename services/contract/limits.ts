/** Limits and choices of the HTTP contract, without its schemas, so that a client can import them alone. */

/** Sort orders. `relevance` requires words; the others are descending, ties by ID. */
export const SORTS = ['relevance', 'followers', 'engagement', 'growth', 'recent', 'posts-per-week'] as const;
export type Sort = (typeof SORTS)[number];

/** Characters of a query that are read; what comes after them is left out. */
export const MAX_QUERY_LENGTH = 1_000;
/** Characters of a query that a request can have. */
export const MAX_SENT_QUERY = 8_000;
/** Clauses of a query, and parentheses in parentheses. */
export const MAX_CLAUSES = 64;
export const MAX_QUERY_DEPTH = 8;
export const MAX_LIMIT = 100;
/** Letters of the last word from which it may be the beginning of a longer one. */
export const MIN_BEGINNING = 3;
export const DEFAULT_LIMIT = 20;
/** Similar creators of one answer. */
export const MAX_SIMILAR = 50;
/** Maximum results that cursors reach; `total` still counts all. */
export const MAX_PAGING_DEPTH = 10_000;

/** Maximum demo profiles of one import. */
export const MAX_DEMO = 100_000_000;

export const IMPORT_FORMATS = ['auto', 'csv', 'jsonl'] as const;

/** Maximum dead letters in one answer. */
export const MAX_DEAD_LETTERS = 1_000;
/** Maximum with bodies, which may be large. */
export const MAX_DEAD_BODIES = 100;

/** Of one discovery: profiles to keep, accounts to search around, and followers below which an account is left out. */
export const MAX_DISCOVERED = 2_000;
export const MAX_SNOWBALL = 50;
export const MIN_FOLLOWERS = 1_000;
