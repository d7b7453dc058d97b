import type { QueryTerm } from '#adapters/search/analysis/plan-query.ts';
import type { Scratch } from '../scratch.ts';
import type { FieldWeightKeeper } from './gather-term.ts';
import { gatherTerm, scoreOf } from './gather-term.ts';
import type { TermListSources } from './term-lists.ts';
import { typedLists } from './term-lists.ts';

/** Added per power of ten of followers: orders documents whose text has no score. */
const AUDIENCE = 0.001;

/** Sets the scores of documents that no text was searched for: those of their audience. */
export function startScores({ columns }: TermListSources, { scores }: Scratch): void {
  for (let slot = 0; slot < columns.size; slot++) scores[slot] = AUDIENCE * (columns.audience[slot] ?? 0);
}

/** Adds what the words of groups are worth to the scores of documents that hold them. */
export function scoreGroups(
  terms: readonly QueryTerm[],
  sources: TermListSources & { weights: FieldWeightKeeper },
  scratch: Scratch,
): void {
  const { columns, weights } = sources;
  for (const term of terms) {
    const touched = gatherTerm(typedLists(term, sources), columns, weights.of(columns), scratch);
    const rarity = Math.log(1 + (columns.live - touched.length + 0.5) / (touched.length + 0.5));
    for (const slot of touched) {
      scratch.scores[slot] = (scratch.scores[slot] ?? 0) + scoreOf(rarity, scratch.weight[slot] ?? 0);
      scratch.weight[slot] = 0;
      scratch.kind[slot] = 0;
    }
  }
}
