import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import { planQuery } from '#adapters/search/analysis/plan-query.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import { splitTree } from '#contract/query/split-tree.ts';
import type { WireScan } from '../protocol.ts';
import { filterAll, match, readProfiles } from './answer.ts';
import { slotsOf } from './columns/slot-set.ts';
import type { Columns } from './columns.ts';
import { compileFilter } from './filter/compile-filter.ts';
import type { Snapshot } from './snapshot.ts';

/** Searches wait while the thread reads a batch, and each batch scans every id: an index of 50,000 profiles has 50 batches. */
const MIN_BATCH = 100;
const MAX_BATCH = 1_000;
const BATCHES = 50;
/** Candidates that are kept before the largest ids among them are left out, in batches. */
const KEPT_BATCHES = 4;

/** The next profiles that match, in the order of ids, which never change: so none is missed or comes twice. */
export function answerScan(
  query: SearchQuery,
  after: string,
  snapshot: Snapshot,
  analyser: Analyser,
): WireScan {
  const { columns, languages } = snapshot;
  const { text, filters } = splitTree(query.tree);
  const filter = compileFilter(filters, { ...snapshot, analyser, nowMs: query.nowMs });
  const slots =
    text.length === 0
      ? filterAll(filter, snapshot)
      : slotsOf(match(planQuery(text, analyser, languages), snapshot, filter, null).all);
  const most = Math.min(MAX_BATCH, Math.max(MIN_BATCH, Math.ceil(columns.size / BATCHES)));
  const smallest = createSmallest(columns, most);
  const end = slots === null ? columns.size : slots.length;
  for (let i = 0; i < end; i++) {
    const slot = slots === null ? i : (slots[i] ?? 0);
    if (columns.alive[slot] === 0 || columns.ids.compareWith(slot, after) <= 0) continue;
    smallest.offer(slot);
  }
  const page = smallest.take();
  const last = page.at(-1);
  return {
    profiles: readProfiles(page, snapshot),
    last: page.length < most || last === undefined ? null : columns.ids.text(last),
  };
}

/** The slots of the `most` smallest ids of all that were offered. */
function createSmallest({ ids }: Columns, most: number) {
  let kept: number[] = [];
  let limit: number | undefined;
  const shrink = () => {
    kept = kept.sort((a, b) => ids.compare(a, b)).slice(0, most);
    if (kept.length === most) limit = kept.at(-1);
  };
  return {
    offer(slot: number) {
      if (limit !== undefined && ids.compare(slot, limit) >= 0) return;
      kept.push(slot);
      if (kept.length === KEPT_BATCHES * most) shrink();
    },
    take(): number[] {
      shrink();
      return kept;
    },
  };
}
