import { countBits } from '../columns/bits.ts';
import type { Columns } from '../columns.ts';

/** Finds the slots of documents by their distance from the first ordinal that has a slot. */
export interface OrdinalSlots {
  /** Adds the documents that were appended to the columns. `false` if the ordinals are too sparse. */
  refresh(): boolean;
  /** The first ordinal that has a slot. */
  readonly base: number;
  /** Whether each distance is the slot. */
  readonly isDense: boolean;
  /**
   * Puts the slot of each living document in the place of its distance, without those that have none. Answers how many
   * there are.
   */
  toSlots(distances: Int32Array, count: number): number;
}

/** Above this many ordinals per document, the set of ordinals needs too much memory. */
const MAX_SPARSITY = 16;
const SPARSITY_FROM = 1_000_000;
const MAX_SPAN = 2 ** 31 - 64;

export function createOrdinalSlots(columns: Columns): OrdinalSlots {
  /** The set of ordinals that have a slot, by distance, and how many come before each word of it. */
  let bits = new Uint32Array(0);
  let before = new Int32Array(0);
  let known = 0;
  let base = 0;
  let isDense = true;

  const learn = (span: number) => {
    const words = (span >>> 5) + 1;
    if (words > bits.length) {
      const capacity = Math.ceil(words * 1.25);
      const larger = new Uint32Array(capacity);
      larger.set(bits);
      bits = larger;
      const more = new Int32Array(capacity);
      more.set(before);
      before = more;
    }
    let word = known === 0 ? 0 : ((columns.ordinals[known - 1] ?? 0) - base) >>> 5;
    for (let slot = known; slot < columns.size; slot++) {
      const distance = (columns.ordinals[slot] ?? 0) - base;
      for (const own = distance >>> 5; word < own; ) before[++word] = slot;
      bits[word] = (bits[word] ?? 0) | (1 << (distance & 31));
    }
    known = columns.size;
  };

  return {
    get base() {
      return base;
    },
    get isDense() {
      return isDense;
    },
    refresh() {
      const { size, ordinals } = columns;
      base = ordinals[0] ?? 0;
      const span = size === 0 ? 0 : (ordinals[size - 1] ?? 0) - base + 1;
      isDense = span === size;
      if (isDense || known === size) return true;
      if (span > MAX_SPAN || span > size * MAX_SPARSITY + SPARSITY_FROM) return false;
      learn(span);
      return true;
    },
    toSlots(distances, count) {
      const { alive, size } = columns;
      let kept = 0;
      if (isDense) {
        for (let i = 0; i < count; i++) {
          const slot = distances[i] ?? 0;
          if (slot < size && alive[slot] === 1) distances[kept++] = slot;
        }
        return kept;
      }
      for (let i = 0; i < count; i++) {
        const distance = distances[i] ?? 0;
        const word = distance >>> 5;
        const set = bits[word] ?? 0;
        const bit = distance & 31;
        if (((set >>> bit) & 1) === 0) continue;
        const slot = (before[word] ?? 0) + countBits(set & ~(-1 << bit));
        if (alive[slot] === 1) distances[kept++] = slot;
      }
      return kept;
    },
  };
}
