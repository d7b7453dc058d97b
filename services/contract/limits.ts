/** Bounds and choices of the HTTP contract, apart from its schemas so that a client can have them alone. */

/** How results can be ordered. `relevance` needs words; the others are descending, ties by id. */
export const SORTS = ['relevance', 'followers', 'engagement', 'recent'] as const;
export type Sort = (typeof SORTS)[number];

export const MAX_QUERY_LENGTH = 500;
export const MAX_LIMIT = 100;
export const DEFAULT_LIMIT = 20;
/** Results that can be paged through by cursor; `total` still counts all. */
export const MAX_PAGING_DEPTH = 10_000;

/** Demo profiles of one import. */
export const MAX_DEMO = 100_000_000;

export const IMPORT_FORMATS = ['auto', 'csv', 'jsonl'] as const;

/** Dead letters in one answer at most. */
export const MAX_DEAD_LETTERS = 1_000;
/** With their bodies, which may be large. */
export const MAX_DEAD_BODIES = 100;
