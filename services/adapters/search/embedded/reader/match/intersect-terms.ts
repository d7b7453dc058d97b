import type { QueryTerm } from '#adapters/search/analysis/plan-query.ts';
import { countBits, drainSet, hasBit, keepCommon, wordsFor } from '../columns/bits.ts';
import { addSet } from '../columns/slot-set.ts';
import { rarityOf, scoreOf } from './gather-term.ts';
import type { Kind } from './kinds.ts';
import { KINDS } from './kinds.ts';
import type { Pass } from './pass.ts';
import type { TermList } from './term-lists.ts';

/** If a list is this many times longer than the candidates, it is searched for each candidate instead of scanned. */
const SEARCHED_FROM = 16;

/**
 * Documents that hold every one of several terms and pass the screen, with scores and kinds. Only they are scored: for the others a bit in a set
 * says that they hold a term. Answers how many; they are the first in `matches`, marked in `held` with the number of terms.
 */
export function intersectTerms(pass: Pass, terms: readonly QueryTerm[], withClose: boolean): number {
  const { lists, scratch, sources, screen } = pass;
  const { columns } = sources;
  const { held, scores, kinds, matches, weight, kind } = scratch;
  const words = wordsFor(columns.size);
  const rarities: number[] = [];
  const { candidates, holders } = scratch;
  for (const [at, term] of terms.entries()) {
    const set = at === 0 ? candidates : holders;
    const holding = addHolders(lists(term, withClose), columns.living, set, words);
    rarities.push(rarityOf(columns, holding));
    if (holding === 0 && at === 0) return 0;
    if (at === 0) continue;
    const isAnyLeft = keepCommon(candidates, holders, words);
    holders.fill(0, 0, words);
    if (!isAnyLeft) return 0;
  }
  if (screen?.allowed) keepCommon(candidates, screen.allowed, words);
  const count = drainCandidates();
  for (const [at, term] of terms.entries()) {
    gatherCandidates(pass, lists(term, withClose), count);
    const rarity = rarities[at] ?? 0;
    for (let i = 0; i < count; i++) {
      const slot = matches[i] ?? 0;
      const own = kind[slot] ?? KINDS.exact;
      const score = scoreOf(rarity, weight[slot] ?? 0);
      scores[slot] = at === 0 ? score : (scores[slot] ?? 0) + score;
      kinds[slot] = at === 0 ? own : Math.min(kinds[slot] ?? KINDS.exact, own);
      weight[slot] = 0;
      kind[slot] = 0;
    }
  }
  return count;

  function drainCandidates(): number {
    const found = drainSet(candidates, words, matches);
    let kept = 0;
    for (let i = 0; i < found; i++) {
      const slot = matches[i] ?? 0;
      if (screen?.passes(slot) === false) continue;
      held[slot] = terms.length;
      matches[kept++] = slot;
    }
    return kept;
  }
}

/** Adds the living documents of the lists to a set that is empty. Answers how many there are. */
function addHolders(
  lists: readonly TermList[],
  living: Uint32Array,
  set: Uint32Array,
  words: number,
): number {
  for (const list of lists) addSet(set, list.set);
  let count = 0;
  for (let word = 0; word < words; word++) {
    const all = (set[word] ?? 0) & (living[word] ?? 0);
    set[word] = all;
    if (all !== 0) count += countBits(all);
  }
  return count;
}

/**
 * As `gatherTerm`, for the first `count` documents of `matches`, which ascend. Lists of a kind concern only those that no
 * better kind holds.
 */
function gatherCandidates({ weights, scratch }: Pass, lists: readonly TermList[], count: number): void {
  const { matches, held, weight, kind: best, touched } = scratch;
  let open = matches;
  let left = count;
  let last: Kind | undefined;
  for (const { set, field, kind, strength } of lists) {
    if (last !== undefined && kind !== last) {
      left = keepOpen(open, left, best, touched);
      open = touched;
      if (left === 0) return;
    }
    last = kind;
    const { lengths, table } = weights[field];
    const { slots, bits } = set;
    if (bits !== null) {
      for (let i = 0; i < left; i++) {
        const slot = open[i] ?? 0;
        if (!hasBit(bits, slot)) continue;
        best[slot] = kind;
        weight[slot] = (weight[slot] ?? 0) + strength * (table[lengths[slot] ?? 0] ?? 0);
      }
      continue;
    }
    if (slots === null) continue;
    if (slots.length < left * SEARCHED_FROM) {
      for (let i = 0; i < slots.length; i++) {
        const slot = slots[i] ?? 0;
        if (held[slot] === 0) continue;
        if (best[slot] === 0) best[slot] = kind;
        else if (best[slot] !== kind) continue;
        weight[slot] = (weight[slot] ?? 0) + strength * (table[lengths[slot] ?? 0] ?? 0);
      }
      continue;
    }
    let from = 0;
    for (let i = 0; i < left; i++) {
      const slot = open[i] ?? 0;
      from = gallop(slots, from, slot);
      if (slots[from] !== slot) continue;
      best[slot] = kind;
      weight[slot] = (weight[slot] ?? 0) + strength * (table[lengths[slot] ?? 0] ?? 0);
    }
  }
}

/** Writes the slots that have no kind yet into `kept`, which may be `slots` itself. */
function keepOpen(slots: Int32Array, count: number, best: Uint8Array, kept: Int32Array): number {
  let left = 0;
  for (let i = 0; i < count; i++) {
    const slot = slots[i] ?? 0;
    if (best[slot] === 0) kept[left++] = slot;
  }
  return left;
}

/** The first place from `from` on whose value is not below `wanted`. */
function gallop(values: Int32Array, from: number, wanted: number): number {
  let step = 1;
  let low = from;
  let high = from;
  while (high < values.length && (values[high] ?? 0) < wanted) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  high = Math.min(high, values.length);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
