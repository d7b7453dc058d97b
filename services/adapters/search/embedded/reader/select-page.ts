import { foldLabel } from '#adapters/search/analysis/fold.ts';
import type { CursorPosition } from '#adapters/search/cursor.ts';
import type { WirePage } from '../protocol.ts';
import type { Columns } from './columns.ts';
import { FACETS } from './columns.ts';
import type { SlotTest } from './filter/compile-filter.ts';

export interface Selection {
  /** Slots of the page, best first. */
  page: number[];
  total: number;
  /** Documents after the page. */
  more: boolean;
  facets: WirePage['facets'];
}

export interface SelectInput {
  /** Candidates; `null` for every document. */
  slots: Int32Array | null;
  /** By slot; the order is descending, ties by id. */
  keys: Float64Array;
  /** Of candidates; `null` when all pass. */
  passes: SlotTest | null;
  facets: boolean;
  columns: Columns;
  after: CursorPosition | null;
  limit: number;
  onMatch: (slot: number) => void;
}

const FACET_VALUES = 20;

/** Filters the candidates, counts them, and keeps the best ones after the cursor. */
export function selectPage(input: SelectInput): Selection {
  const { slots, keys, passes, columns, after, limit, onMatch } = input;
  const counts = input.facets ? createCounts(columns) : null;
  const best = createBest(limit, (a, b) => {
    const difference = (keys[b] ?? 0) - (keys[a] ?? 0);
    return difference === 0 || Number.isNaN(difference) ? columns.ids.compare(a, b) : difference;
  });
  const isAfter = (slot: number) => {
    if (after === null) return true;
    const key = keys[slot] ?? 0;
    return key < after.key || (key === after.key && columns.ids.compareWith(slot, after.id) > 0);
  };

  let total = 0;
  let eligible = 0;
  const end = slots === null ? columns.size : slots.length;
  for (let i = 0; i < end; i++) {
    const slot = slots === null ? i : (slots[i] ?? 0);
    if (columns.alive[slot] === 0 || (passes !== null && !passes(slot))) continue;
    total++;
    onMatch(slot);
    counts?.add(slot);
    if (isAfter(slot)) {
      eligible++;
      best.offer(slot);
    }
  }
  const page = best.take();
  return { page, total, more: eligible > page.length, facets: counts?.result() ?? null };
}

function createCounts(columns: Columns) {
  const counters = FACETS.map((facet) => ({
    facet,
    labels: columns.labels[facet],
    codes: columns.codes[facet],
    counts: new Uint32Array(columns.labels[facet].size),
  }));
  return {
    add(slot: number) {
      for (let i = 0; i < counters.length; i++) {
        const { codes, counts } = counters[i] as (typeof counters)[number];
        const code = codes[slot] ?? 0;
        counts[code] = (counts[code] ?? 0) + 1;
      }
    },
    result(): NonNullable<WirePage['facets']> {
      const entries = counters.map(({ facet, labels, counts }) => {
        const values: { value: string; folded: string; count: number }[] = [];
        for (let code = 1; code < counts.length; code++) {
          const count = counts[code] ?? 0;
          const value = labels.label(code) ?? '';
          if (count > 0) values.push({ value, folded: foldLabel(value), count });
        }
        values.sort((a, b) => b.count - a.count || (a.folded < b.folded ? -1 : 1));
        return [facet, values.slice(0, FACET_VALUES).map(({ value, count }) => ({ value, count }))] as const;
      });
      return Object.fromEntries(entries) as NonNullable<WirePage['facets']>;
    },
  };
}

/** The first `limit` of everything offered, by `compare`. */
function createBest(limit: number, compare: (a: number, b: number) => number) {
  const kept: number[] = [];
  return {
    offer(slot: number) {
      const worst = kept[kept.length - 1];
      if (kept.length === limit && (worst === undefined || compare(slot, worst) >= 0)) return;
      let low = 0;
      let high = kept.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (compare(kept[middle] ?? 0, slot) <= 0) low = middle + 1;
        else high = middle;
      }
      kept.splice(low, 0, slot);
      if (kept.length > limit) kept.pop();
    },
    take: () => kept,
  };
}
