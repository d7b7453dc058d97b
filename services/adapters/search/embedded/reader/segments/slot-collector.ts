import { addAll, wordsFor } from '../columns/bits.ts';
import type { SlotSet } from '../columns/slot-set.ts';
import { isDense, setOfBits, setOfSlots } from '../columns/slot-set.ts';
import type { Columns } from '../columns.ts';
import type { OrdinalSlots } from './ordinal-slots.ts';

/** Gathers the documents of tokens and answers their slots. Used for one look-up after another. */
export interface SlotCollector {
  start(): void;
  /**
   * Decodes ascending row ids from `from` to `end`: the first one whole, the others as differences. `false` for row ids
   * that come with something else.
   */
  addRowIds(bytes: Uint8Array, from: number, end: number): boolean;
  /** The living documents. */
  take(): SlotSet;
}

/** Share of the documents above which a sort costs more than a scan of the set. */
const SORTED_SHARE = 1 / 256;

export function createSlotCollector(columns: Columns, ordinals: OrdinalSlots): SlotCollector {
  /** Distances from the first ordinal, then slots. */
  let loose = new Int32Array(1_024);
  let count = 0;
  /** The set of slots, which may contain dead ones; zero outside of a look-up. */
  let set = new Uint32Array(0);
  let usesSet = false;

  const moveToSet = () => {
    const words = wordsFor(columns.size);
    if (set.length < words) {
      const larger = new Uint32Array(Math.ceil(words * 1.25));
      larger.set(set);
      set = larger;
    }
    usesSet = true;
    addAll(set, loose.subarray(0, ordinals.toSlots(loose, count)));
    count = 0;
  };
  const decode = (bytes: Uint8Array, from: number, end: number): boolean => {
    if (count + end - from > loose.length) {
      const larger = new Int32Array(Math.ceil((count + end - from) * 1.5));
      larger.set(loose.subarray(0, count));
      loose = larger;
    }
    let distance = -ordinals.base;
    for (let at = from; at < end; ) {
      let byte = bytes[at++] ?? 0;
      let step = byte;
      if (byte >= 0x80) {
        step = byte & 0x7f;
        do {
          byte = bytes[at++] ?? 0;
          step = step * 128 + (byte & 0x7f);
        } while (byte >= 0x80);
      }
      if (step === 0) return false;
      distance += step;
      // Documents before the first slot are gone.
      if (distance >= 0) loose[count++] = distance;
    }
    return true;
  };

  return {
    start() {
      if (usesSet) set.fill(0);
      usesSet = false;
      count = 0;
    },
    addRowIds(bytes, from, end) {
      if (usesSet && ordinals.isDense) return addDistances(bytes, from, end, set, ordinals.base);
      if (!decode(bytes, from, end)) return false;
      if (usesSet || isDense(count, columns.size)) moveToSet();
      return true;
    },
    take() {
      const { size, living } = columns;
      if (!usesSet && isAscending(loose, count))
        return setOfSlots(loose.slice(0, ordinals.toSlots(loose, count)), size);
      if (!usesSet && count > size * SORTED_SHARE) moveToSet();
      if (usesSet) return setOfBits(set, living, size);
      const slots = loose.slice(0, ordinals.toSlots(loose, count)).sort();
      return setOfSlots(
        slots.filter((slot, i) => i === 0 || slot !== slots[i - 1]),
        size,
      );
    },
  };
}

/**
 * As `decode`, straight into a set of slots, where the distance of a document is its slot. The loop is written out a second
 * time, because a function that both share would be called for each document.
 */
function addDistances(bytes: Uint8Array, from: number, end: number, set: Uint32Array, base: number): boolean {
  let distance = -base;
  for (let at = from; at < end; ) {
    let byte = bytes[at++] ?? 0;
    let step = byte;
    if (byte >= 0x80) {
      step = byte & 0x7f;
      do {
        byte = bytes[at++] ?? 0;
        step = step * 128 + (byte & 0x7f);
      } while (byte >= 0x80);
    }
    if (step === 0) return false;
    distance += step;
    if (distance >= 0) set[distance >>> 5] = (set[distance >>> 5] ?? 0) | (1 << (distance & 31));
  }
  return true;
}

function isAscending(values: Int32Array, count: number): boolean {
  for (let i = 1; i < count; i++) if ((values[i] ?? 0) <= (values[i - 1] ?? 0)) return false;
  return true;
}
