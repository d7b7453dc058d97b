import type { QueryTerm } from '#adapters/search/analysis/plan-query.ts';
import { listSet, wordsFor } from '../columns/bits.ts';
import { gatherTerm, rarityOf, scoreOf } from './gather-term.ts';
import type { Candidates } from './intersect-terms.ts';
import { findCandidates } from './intersect-terms.ts';
import { KINDS } from './kinds.ts';
import { addNamed, findNamed } from './match-names.ts';
import type { Pass } from './pass.ts';
import { scoreCandidates } from './score-candidates.ts';

/**
 * Documents that hold every term. Answers how many; they are the first in `matches`. `known` is what `findCandidates` has
 * found already.
 */
export function matchAll(pass: Pass, withClose: boolean, known: Candidates | null): number {
  const { plan, terms, scratch, screen, sources } = pass;
  const { held, matches } = scratch;
  const [only] = terms;
  let count =
    known === null && only !== undefined && terms.length === 1
      ? matchOne(pass, only, withClose)
      : matchSeveral(pass, known ?? findCandidates(pass, terms, withClose));
  const named = findNamed(plan, withClose, sources);
  count = addNamed(named, scratch, { count, marker: terms.length });
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const slot = matches[i] ?? 0;
    held[slot] = 0;
    if (screen === null || screen.passes(slot)) matches[kept++] = slot;
  }
  return kept;
}

function matchSeveral(pass: Pass, candidates: Candidates): number {
  const { held, matches } = pass.scratch;
  const { terms } = candidates;
  const words = wordsFor(pass.sources.columns.size);
  const count = listSet(pass.scratch.candidates, words, matches);
  for (let i = 0; i < count; i++) held[matches[i] ?? 0] = terms.length;
  scoreCandidates(pass, candidates, matches, count);
  pass.scratch.candidates.fill(0, 0, words);
  return count;
}

function matchOne(pass: Pass, term: QueryTerm, withClose: boolean): number {
  const { held, scores, kinds, matches, weight, kind } = pass.scratch;
  const { touched, rarity } = gather(pass, term, withClose);
  for (let i = 0; i < touched.length; i++) {
    const slot = touched[i] ?? 0;
    held[slot] = 1;
    scores[slot] = scoreOf(rarity, weight[slot] ?? 0);
    kinds[slot] = kind[slot] ?? KINDS.exact;
    matches[i] = slot;
    weight[slot] = 0;
    kind[slot] = 0;
  }
  return touched.length;
}

/** Every document that nothing bars, for a query that only leaves out. */
export function matchEverything({ sources: { columns }, screen, scratch }: Pass): number {
  const { matches, scores, kinds } = scratch;
  let count = 0;
  for (let slot = 0; slot < columns.size; slot++) {
    if (columns.alive[slot] === 0 || screen?.passes(slot) === false) continue;
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
  const touched = gatherTerm(lists(term, withClose), columns, weights, scratch);
  return { touched, rarity: rarityOf(columns, touched.length) };
}
