import type { QueryTerm } from '#adapters/search/analysis/plan-query.ts';
import { addAll, keepCommon, listSet, wordsFor } from '../columns/bits.ts';
import { addSet } from '../columns/slot-set.ts';
import { rarityOf } from './gather-term.ts';
import type { Pass } from './pass.ts';
import type { RatedTerms } from './score-candidates.ts';
import type { TermList } from './term-lists.ts';

/**
 * Documents that hold every one of some terms, in the set `candidates`. Who uses them has to empty it. They have no scores yet.
 */
export interface Candidates extends RatedTerms {
  count: number;
}

/** Finds the documents that hold every term and pass the screen. A bit in a set says that a document holds a term. */
export function findCandidates(pass: Pass, terms: readonly QueryTerm[], withClose: boolean): Candidates {
  const { lists, scratch, sources, screen } = pass;
  const { columns } = sources;
  const words = wordsFor(columns.size);
  const rarities: number[] = [];
  const { candidates, holders, matches } = scratch;
  const found = (members: number) => ({ terms, rarities, withClose, count: members });
  let count = 0;
  for (const [at, term] of terms.entries()) {
    const set = at === 0 ? candidates : holders;
    const holding = addHolders(lists(term, withClose), columns.living, set, words);
    rarities.push(rarityOf(columns, holding));
    if (at === 0) count = holding;
    else {
      count = keepCommon(candidates, holders, words);
      holders.fill(0, 0, words);
    }
    if (count === 0) return found(0);
  }
  if (screen === null) return found(count);
  if (screen.allowed !== null) keepCommon(candidates, screen.allowed, words);
  const all = listSet(candidates, words, matches);
  let kept = 0;
  for (let i = 0; i < all; i++) {
    const slot = matches[i] ?? 0;
    if (screen.passes(slot)) matches[kept++] = slot;
  }
  setMembers(candidates, words, matches.subarray(0, kept));
  return found(kept);
}

/** Puts other members into a set. */
export function setMembers(set: Uint32Array, words: number, slots: Int32Array): void {
  set.fill(0, 0, words);
  addAll(set, slots);
}

/** Adds the living documents of the lists to a set that is empty. Answers how many there are. */
function addHolders(
  lists: readonly TermList[],
  living: Uint32Array,
  set: Uint32Array,
  words: number,
): number {
  if (lists.every((list) => list.set.slots !== null)) return addSlots(lists, living, set);
  for (const list of lists) addSet(set, list.set);
  return keepCommon(set, living, words);
}

/** As `addHolders`, without a look at the whole set. */
function addSlots(lists: readonly TermList[], living: Uint32Array, set: Uint32Array): number {
  let count = 0;
  for (const list of lists)
    for (const slot of list.set.slots ?? []) {
      const word = slot >>> 5;
      const known = set[word] ?? 0;
      const fresh = (1 << (slot & 31)) & (living[word] ?? 0) & ~known;
      if (fresh === 0) continue;
      set[word] = known | fresh;
      count++;
    }
  return count;
}
