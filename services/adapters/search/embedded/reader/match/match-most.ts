import type { QueryTerm } from '#adapters/search/analysis/plan-query.ts';
import { scoreOf } from './gather-term.ts';
import { KINDS } from './kinds.ts';
import { gather } from './match-all.ts';
import { addNamed, findNamed } from './match-names.ts';
import type { Pass } from './pass.ts';

/**
 * Documents that hold every term, close spellings included, and those that hold as many of the words as any document
 * does that lacks one. Phrases stay needed; a platform is none of the words. Answers how many; they are the first in
 * `matches`.
 */
export function matchMost(pass: Pass): number {
  const { plan, phraseTerms, scratch, screen, sources } = pass;
  const { matches, scores, kinds, held } = scratch;
  const { size } = sources.columns;
  /** Terms that a slot holds, and how many of them are words. */
  const terms = new Uint8Array(size);
  const words = new Uint8Array(size);
  const seen: number[] = [];
  const add = (term: QueryTerm, needed: number) => {
    const { touched, rarity } = gather(pass, term, true);
    for (let i = 0; i < touched.length; i++) {
      const slot = touched[i] ?? 0;
      const before = terms[slot] ?? 0;
      if (before >= needed) {
        const kind = scratch.kind[slot] ?? KINDS.exact;
        if (before === 0) seen.push(slot);
        scores[slot] = (before === 0 ? 0 : (scores[slot] ?? 0)) + scoreOf(rarity, scratch.weight[slot] ?? 0);
        kinds[slot] = before === 0 ? kind : Math.min(kinds[slot] ?? KINDS.exact, kind);
        terms[slot] = before + 1;
        if (term.platform === null) words[slot] = (words[slot] ?? 0) + 1;
      }
      scratch.weight[slot] = 0;
      scratch.kind[slot] = 0;
    }
  };
  for (const [at, term] of phraseTerms.entries()) add(term, at);
  for (const term of plan.terms) add(term, phraseTerms.length);

  const all = phraseTerms.length + plan.terms.length;
  const possible = seen.filter((slot) => screen?.passes(slot) !== false);
  let most = phraseTerms.length + 1;
  for (const slot of possible) if (terms[slot] !== all) most = Math.max(most, words[slot] ?? 0);
  let count = 0;
  for (const slot of possible) {
    if (terms[slot] !== all) {
      if ((words[slot] ?? 0) < most) continue;
      kinds[slot] = KINDS.some;
    }
    held[slot] = 1;
    matches[count++] = slot;
  }
  const named = addNamed(findNamed(plan, true, sources), scratch, { count, marker: 1 });
  let kept = 0;
  for (let i = 0; i < named; i++) {
    const slot = matches[i] ?? 0;
    held[slot] = 0;
    if (i < count || screen?.passes(slot) !== false) matches[kept++] = slot;
  }
  return kept;
}
