import { UNKNOWN } from '#adapters/search/cursor.ts';
import type { Range } from '#contract/query/tree.ts';
import type { SlotFilter, SlotTest } from './slot-filter.ts';

/** Whether a document's number is known and in the range. */
export function within(range: Range, column: Float64Array): SlotTest {
  const { min, max, over, under } = boundsOf(range);
  return (slot) => {
    const value = column[slot] ?? UNKNOWN;
    return value >= min && value <= max && value > over && (value < under || under === Infinity);
  };
}

export function keepWithin(range: Range, column: Float64Array): SlotFilter {
  const { min, max, over, under } = boundsOf(range);
  return (slots, count) => {
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const slot = slots[i] ?? 0;
      const value = column[slot] ?? UNKNOWN;
      if (value >= min && value <= max && value > over && (value < under || under === Infinity))
        slots[kept++] = slot;
    }
    return kept;
  };
}

/** An unknown number is not above any bound. */
function boundsOf({ min, max, above, below }: Range) {
  return {
    min: min ?? UNKNOWN,
    max: max ?? Number.POSITIVE_INFINITY,
    over: above ?? UNKNOWN,
    under: below ?? Number.POSITIVE_INFINITY,
  };
}
