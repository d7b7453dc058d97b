import type { FieldClass } from '#adapters/search/analysis/analyse-profile.ts';
import type { Columns } from '../columns.ts';
import type { Scratch } from '../scratch.ts';
import type { TermList } from './term-lists.ts';

/** What a word is worth in a field: `table[lengths[slot]]`. */
interface FieldWeight {
  lengths: Uint8Array;
  table: Float32Array;
}
export type FieldWeights = Record<FieldClass, FieldWeight>;

/** The weights, worked out again only when lengths have changed. */
export interface FieldWeightKeeper {
  of(columns: Columns): FieldWeights;
}

export function createFieldWeightKeeper(): FieldWeightKeeper {
  let known: { weights: FieldWeights; of: string } | undefined;
  return {
    of(columns) {
      const of = [columns.size, columns.live, ...columns.lengthSums].join();
      if (known?.of !== of) known = { weights: fieldWeights(columns), of };
      return known.weights;
    },
  };
}

/** A whole handle, a word of the name, category or topics, the bio. */
const WEIGHTS: Readonly<Record<FieldClass, number>> = { h: 12, n: 8, t: 3, b: 1 };
const K1 = 1.2;
/** How much a long text makes its words worth less. */
const B = 0.5;
const LENGTHS = 256;

/** The weights of the fields, where a word in a text longer than the average is worth less. */
function fieldWeights(columns: Columns): FieldWeights {
  const { live, lengthSums, nameLength, topicLength, bioLength } = columns;
  const [names, topics, bios] = lengthSums;
  const weight = (field: FieldClass, lengths: Uint8Array, sum: number) => {
    const mean = Math.max(1, sum / Math.max(1, live));
    const table = new Float32Array(LENGTHS);
    for (let length = 0; length < LENGTHS; length++)
      table[length] = WEIGHTS[field] / (1 - B + (B * length) / mean);
    return { lengths, table };
  };
  return {
    h: { lengths: nameLength, table: new Float32Array(LENGTHS).fill(WEIGHTS.h) },
    n: weight('n', nameLength, names),
    t: weight('t', topicLength, topics),
    b: weight('b', bioLength, bios),
  };
}

/** What a word is worth at most in some fields together: in texts of one word. */
export function highestWeight(weights: FieldWeights, fields: readonly FieldClass[]): number {
  return fields.reduce((sum, field) => sum + (weights[field].table[1] ?? 0), 0);
}

/** BM25 of a term: how rare it is and what it is worth over all fields. */
export function scoreOf(rarity: number, weight: number): number {
  return (rarity * weight * (K1 + 1)) / (weight + K1);
}

/** How rare a term is that `holders` documents contain. */
export function rarityOf({ live }: Columns, holders: number): number {
  return Math.log(1 + (live - holders + 0.5) / (holders + 0.5));
}

/**
 * Adds up in `scratch`, by slot, what a term is worth over all fields in the best kind that the document has.
 * Answers the slots that hold it; `lists` come best kind first.
 */
export function gatherTerm(
  lists: readonly TermList[],
  { alive, living }: Columns,
  weights: FieldWeights,
  scratch: Scratch,
): Int32Array {
  const { kind: kinds, weight: sums, touched } = scratch;
  let count = 0;
  for (const { set, field, kind, strength } of lists) {
    const { slots, bits } = set;
    const { lengths, table } = weights[field];
    if (slots !== null) {
      for (let i = 0; i < slots.length; i++) {
        const slot = slots[i] ?? 0;
        if (alive[slot] === 0) continue;
        const known = kinds[slot];
        if (known === 0) {
          kinds[slot] = kind;
          touched[count++] = slot;
        } else if (known !== kind) continue;
        sums[slot] = (sums[slot] ?? 0) + strength * (table[lengths[slot] ?? 0] ?? 0);
      }
      continue;
    }
    if (bits === null) continue;
    // The same for each bit; written out, because a shared function would be called for each document.
    for (let word = 0; word < bits.length; word++) {
      const all = (bits[word] ?? 0) & (living[word] ?? 0);
      for (let left = all; left !== 0; left &= left - 1) {
        const slot = (word << 5) | (31 - Math.clz32(left & -left));
        const known = kinds[slot];
        if (known === 0) {
          kinds[slot] = kind;
          touched[count++] = slot;
        } else if (known !== kind) continue;
        sums[slot] = (sums[slot] ?? 0) + strength * (table[lengths[slot] ?? 0] ?? 0);
      }
    }
  }
  return touched.subarray(0, count);
}
