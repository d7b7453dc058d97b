import { foldLabel } from '#adapters/search/analysis/fold.ts';
import type { CursorPosition } from '#adapters/search/cursor.ts';
import type { WirePage } from '../protocol.ts';
import { wordsFor } from './columns/bits.ts';
import type { SlotSet } from './columns/slot-set.ts';
import type { Columns } from './columns.ts';
import { FACETS } from './columns.ts';
import type { Kind } from './match/kinds.ts';
import { KINDS } from './match/kinds.ts';

export interface Selection {
  /** Slots of the page, best first. */
  page: number[];
  total: number;
  /** Documents after the page. */
  more: boolean;
  /** Of the worst match. */
  worst: Kind;
  facets: WirePage['facets'];
}

export interface SelectInput {
  /** The documents, all alive; `null` for every document. */
  all: SlotSet | null;
  /** Those among which the best are: with a cursor, all of them. `null` for every document. */
  ranked: Int32Array | null;
  /** How they match, by slot; `null` without words. */
  kinds: Uint8Array | null;
  /** By slot; the order is descending, ties by id. */
  keys: Float64Array;
  facets: boolean;
  columns: Columns;
  after: CursorPosition | null;
  limit: number;
}

const FACET_VALUES = 20;

/** Counts the documents and keeps the best ones after the cursor. */
export function selectPage(input: SelectInput): Selection {
  const { all, ranked, kinds, keys, columns, after, limit } = input;
  const { alive } = columns;
  const best = createBest(limit, (a, b) => {
    const difference = (keys[b] ?? 0) - (keys[a] ?? 0);
    return difference === 0 || Number.isNaN(difference) ? columns.ids.compare(a, b) : difference;
  });

  let before = 0;
  let worst: number = kinds === null ? KINDS.exact : KINDS.wholeHandle;
  /** Documents with a lower key are not among the best. */
  let least = Number.NEGATIVE_INFINITY;
  const end = ranked === null ? columns.size : ranked.length;
  for (let i = 0; i < end; i++) {
    const slot = ranked === null ? i : (ranked[i] ?? 0);
    if (ranked === null && alive[slot] === 0) continue;
    if (kinds !== null && (kinds[slot] ?? 0) < worst) worst = kinds[slot] ?? 0;
    const key = keys[slot] ?? 0;
    if (after !== null && key >= after.key) {
      if (key > after.key || columns.ids.compareWith(slot, after.id) <= 0) {
        before++;
        continue;
      }
    }
    if (key < least) continue;
    const last = best.offer(slot);
    if (last !== undefined) least = keys[last] ?? 0;
  }
  const page = best.take();
  const total = all === null ? columns.live : all.count;
  return {
    page,
    total,
    more: total - before > page.length,
    worst: worst as Kind,
    facets: input.facets ? countFacets(all, columns) : null,
  };
}

function countFacets(all: SlotSet | null, columns: Columns): NonNullable<WirePage['facets']> {
  const { living, groups, groupColumn, facetGroups, size } = columns;
  const bits = all === null ? living : all.bits;
  if (bits !== null) return listFacets(groupColumn.count(bits, wordsFor(size), facetGroups.size), columns);
  const slots = all?.slots ?? new Int32Array(0);
  const counts = new Uint32Array(facetGroups.size);
  for (let i = 0; i < slots.length; i++) {
    const group = groups[slots[i] ?? 0] ?? 0;
    counts[group] = (counts[group] ?? 0) + 1;
  }
  return listFacets(counts, columns);
}

function listFacets(counts: Uint32Array, { labels, facetGroups }: Columns): NonNullable<WirePage['facets']> {
  const byCode = FACETS.map((facet) => new Uint32Array(labels[facet].size));
  for (let group = 0; group < counts.length; group++) {
    const count = counts[group] ?? 0;
    if (count === 0) continue;
    for (const [i, code] of facetGroups.codes(group).entries()) {
      const own = byCode[i];
      if (own !== undefined) own[code] = (own[code] ?? 0) + count;
    }
  }
  const entries = FACETS.map((facet, i) => {
    const values: { value: string; folded: string; count: number }[] = [];
    for (const [code, count] of byCode[i]?.entries() ?? []) {
      if (code === 0 || count === 0) continue;
      const value = labels[facet].label(code) ?? '';
      values.push({ value, folded: foldLabel(value), count });
    }
    values.sort((a, b) => b.count - a.count || (a.folded < b.folded ? -1 : 1));
    return [facet, values.slice(0, FACET_VALUES).map(({ value, count }) => ({ value, count }))] as const;
  });
  return Object.fromEntries(entries) as NonNullable<WirePage['facets']>;
}

/** The first `limit` of everything offered, by `compare`. */
function createBest(limit: number, compare: (a: number, b: number) => number) {
  const kept: number[] = [];
  return {
    /** Answers the last of the kept ones, once there are `limit`. */
    offer(slot: number): number | undefined {
      const worst = kept[kept.length - 1];
      if (kept.length === limit && (worst === undefined || compare(slot, worst) >= 0)) return worst;
      let low = 0;
      let high = kept.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (compare(kept[middle] ?? 0, slot) <= 0) low = middle + 1;
        else high = middle;
      }
      kept.splice(low, 0, slot);
      if (kept.length > limit) kept.pop();
      return kept.length === limit ? kept[limit - 1] : undefined;
    },
    take: () => kept,
  };
}
