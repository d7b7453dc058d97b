import type { QueryPlan, QueryTerm } from '#adapters/search/analysis/plan-query.ts';
import type { Scratch } from '../scratch.ts';
import type { FieldWeights } from './gather-term.ts';
import { gatherTerm, scoreOf } from './gather-term.ts';
import { KINDS } from './kinds.ts';
import { addNames } from './match-names.ts';
import type { Screen, ScreenSources } from './screen.ts';
import type { TermList } from './term-lists.ts';

/** What the steps of one query share. */
export interface Pass {
  plan: QueryPlan;
  /** The words of the phrases: neither begun nor misspelt. */
  phraseTerms: readonly QueryTerm[];
  lists: (term: QueryTerm, withClose: boolean) => TermList[];
  weights: FieldWeights;
  screen: Screen | null;
  scratch: Scratch;
  sources: ScreenSources;
}

/** Documents that hold every term. Answers how many; they are the first in `matches`. */
export function matchAll(pass: Pass, withClose: boolean): number {
  const { plan, phraseTerms, scratch, screen } = pass;
  const { held, scores, kinds, matches } = scratch;
  const terms = phraseTerms.length === 0 ? plan.terms : [...plan.terms, ...phraseTerms];
  /** Documents that have held every term so far. */
  let count = 0;
  for (const [at, term] of terms.entries()) {
    const { touched, rarity } = gather(pass, term, withClose);
    for (let i = 0; i < touched.length; i++) {
      const slot = touched[i] ?? 0;
      if (held[slot] === at) {
        const kind = scratch.kind[slot] ?? KINDS.exact;
        const score = scoreOf(rarity, scratch.weight[slot] ?? 0);
        held[slot] = at + 1;
        scores[slot] = at === 0 ? score : (scores[slot] ?? 0) + score;
        kinds[slot] = at === 0 ? kind : Math.min(kinds[slot] ?? KINDS.exact, kind);
      }
      scratch.weight[slot] = 0;
      scratch.kind[slot] = 0;
    }
    count = keepHolders(scratch, touched, at === 0 ? null : count, at + 1);
    if (count === 0) break;
  }
  count = addNames(plan, withClose, pass.sources, { scratch, count, marker: terms.length });
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const slot = matches[i] ?? 0;
    held[slot] = 0;
    if (screen === null || screen(slot)) matches[kept++] = slot;
  }
  return kept;
}

/** Every document that nothing bars, for a query that only leaves out. */
export function matchEverything({ sources: { columns }, screen, scratch }: Pass): number {
  const { matches, scores, kinds } = scratch;
  let count = 0;
  for (let slot = 0; slot < columns.size; slot++) {
    if (columns.alive[slot] === 0 || screen?.(slot) === false) continue;
    scores[slot] = 0;
    kinds[slot] = KINDS.exact;
    matches[count++] = slot;
  }
  return count;
}

/** The documents that hold a term, with weights and kinds in the scratch, and how rare the term is. */
export function gather(
  { lists, weights, scratch, sources: { columns } }: Pass,
  term: QueryTerm,
  withClose: boolean,
): { touched: Int32Array; rarity: number } {
  const touched = gatherTerm(lists(term, withClose), columns.alive, weights, scratch);
  return { touched, rarity: Math.log(1 + (columns.live - touched.length + 0.5) / (touched.length + 0.5)) };
}

/** Brings `matches` down to the documents that hold `terms` terms; after the first term they are those it touched. */
function keepHolders(scratch: Scratch, touched: Int32Array, before: number | null, terms: number): number {
  const { matches, held } = scratch;
  if (before === null) {
    matches.set(touched);
    return touched.length;
  }
  let kept = 0;
  for (let i = 0; i < before; i++) {
    const slot = matches[i] ?? 0;
    if (held[slot] === terms) matches[kept++] = slot;
    else held[slot] = 0;
  }
  return kept;
}
