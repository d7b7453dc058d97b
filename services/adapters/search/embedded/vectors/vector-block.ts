import { VECTOR_DIMENSIONS, VECTOR_SCALE } from '#ports/text-encoder.ts';
import { openScorer } from './open-scorer.ts';

export interface Nearest {
  slot: number;
  cosine: number;
}

/** Vectors of one model in memory, one behind the other, each of a slot. */
export interface VectorBlock {
  readonly size: number;
  readonly bytes: number;
  /** Replaces the vector of the slot. */
  set(slot: number, vector: Uint8Array): void;
  /** Drops the vectors of slots that are gone. */
  keep(isAlive: (slot: number) => boolean): void;
  /** Exact: the `limit` closest of those that pass, closest first, ties by slot. */
  nearest(query: Int8Array, options: NearestOptions): Nearest[];
}

export interface NearestOptions {
  passes: (slot: number) => boolean;
  limit: number;
  minCosine: number;
}

export function createVectorBlock(): VectorBlock {
  const scorer = openScorer();
  let slots = new Int32Array(1_024);
  /** By slot, one more than the row; 0 without a row. */
  let rows = new Int32Array(1_024);
  let size = 0;

  const drop = (row: number) => {
    rows[slots[row] ?? 0] = 0;
    size--;
    scorer.move(size, row);
    if (row === size) return;
    slots[row] = slots[size] ?? 0;
    rows[slots[row] ?? 0] = row + 1;
  };

  return {
    get size() {
      return size;
    },
    get bytes() {
      return scorer.bytes + slots.byteLength;
    },
    set(slot, vector) {
      if (vector.length !== VECTOR_DIMENSIONS) return;
      const known = rows[slot] ?? 0;
      const row = known === 0 ? size : known - 1;
      scorer.write(row, vector);
      if (known !== 0) return;
      if (size === slots.length) slots = enlarge(slots, size + 1);
      if (slot >= rows.length) rows = enlarge(rows, slot + 1);
      slots[size++] = slot;
      rows[slot] = row + 1;
    },
    keep(isAlive) {
      for (let row = size - 1; row >= 0; row--) if (!isAlive(slots[row] ?? 0)) drop(row);
    },
    nearest(query, { passes, limit, minCosine }) {
      const scores = scorer.score(query, size);
      const found: { slot: number; score: number }[] = [];
      let worst = Math.ceil(minCosine * VECTOR_SCALE * VECTOR_SCALE);
      for (let row = 0; row < size; row++) {
        const score = scores[row] ?? 0;
        if (score < worst) continue;
        const slot = slots[row] ?? 0;
        if (!passes(slot)) continue;
        found.push({ slot, score });
        // Sorted at intervals, so that the lowest accepted score rises.
        if (found.length >= limit * 4) worst = Math.max(worst, cut(found, limit));
      }
      cut(found, limit);
      return found.map(({ slot, score }) => ({ slot, cosine: score / (VECTOR_SCALE * VECTOR_SCALE) }));
    },
  };
}

function enlarge(from: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.ceil(length * 1.25));
  larger.set(from);
  return larger;
}

/** Keeps the best results; returns the score of the last one. */
function cut(found: { slot: number; score: number }[], limit: number): number {
  found.sort((a, b) => b.score - a.score || a.slot - b.slot);
  if (found.length > limit) found.length = limit;
  return found.at(-1)?.score ?? 0;
}
