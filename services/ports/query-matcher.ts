import type { QueryTree } from '#contract/query/tree.ts';
import type { Profile } from '#domain/profile.ts';

/** Whether a profile matches. `nowMs`: epoch milliseconds, what ages are counted from. */
export type QueryTest = (profile: Profile, nowMs: number) => boolean;

/**
 * Compiles a query into a test of one profile, without an index: the same for every search engine. Words match as typed or
 * in another form, not begun and not misspelt, as in a group of a search.
 */
export type CompileQuery = (tree: QueryTree) => QueryTest;
