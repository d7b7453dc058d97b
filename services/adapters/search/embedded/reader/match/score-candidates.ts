import type { QueryTerm } from '#adapters/search/analysis/plan-query.ts';
import { hasBit } from '../columns/bits.ts';
import { scoreOf } from './gather-term.ts';
import type { Kind } from './kinds.ts';
import { KINDS } from './kinds.ts';
import type { Pass } from './pass.ts';
import type { TermList } from './term-lists.ts';

/** Terms, and how rare each of them is. */
export interface RatedTerms {
  terms: readonly QueryTerm[];
  rarities: readonly number[];
  withClose: boolean;
}

/** If a list is this many times longer than the candidates, it is searched for each candidate instead of scanned. */
const SEARCHED_FROM = 16;

/** Writes scores and kinds of the first `count` documents of `slots`, which ascend, hold every term, and are those marked in `held`. */
export function scoreCandidates(
  pass: Pass,
  { terms, rarities, withClose }: RatedTerms,
  slots: Int32Array,
  count: number,
): void {
  const { scores, kinds, weight, kind } = pass.scratch;
  for (const [at, term] of terms.entries()) {
    gatherFor(pass, pass.lists(term, withClose), slots, count);
    const rarity = rarities[at] ?? 0;
    for (let i = 0; i < count; i++) {
      const slot = slots[i] ?? 0;
      const own = kind[slot] ?? KINDS.exact;
      const score = scoreOf(rarity, weight[slot] ?? 0);
      scores[slot] = at === 0 ? score : (scores[slot] ?? 0) + score;
      kinds[slot] = at === 0 ? own : Math.min(kinds[slot] ?? KINDS.exact, own);
      weight[slot] = 0;
      kind[slot] = 0;
    }
  }
}

/** As `gatherTerm`, for some documents. Lists of a kind concern only those that no better kind holds. */
function gatherFor(
  { weights, scratch }: Pass,
  lists: readonly TermList[],
  candidates: Int32Array,
  count: number,
): void {
  const { held, weight, kind: best, touched } = scratch;
  let open = candidates;
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
