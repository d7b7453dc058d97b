import type { QueryPlan, QueryTerm } from '#adapters/search/analysis/plan-query.ts';
import type { Scratch } from '../scratch.ts';
import type { FieldWeights } from './gather-term.ts';
import type { Screen, ScreenSources } from './screen.ts';
import type { TermList } from './term-lists.ts';

/** What the steps of one query share. */
export interface Pass {
  plan: QueryPlan;
  /** The words of the phrases, which match neither as prefixes nor as misspellings. */
  phraseTerms: readonly QueryTerm[];
  /** The words and the words of the phrases: what a document has to hold. */
  terms: readonly QueryTerm[];
  lists: (term: QueryTerm, withClose: boolean) => TermList[];
  weights: FieldWeights;
  screen: Screen | null;
  scratch: Scratch;
  sources: ScreenSources;
}
