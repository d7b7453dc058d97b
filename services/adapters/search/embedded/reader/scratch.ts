import { wordsFor } from './columns/bits.ts';

/** Working memory by slot, made once and kept clean between queries, since clearing it whole would cost more. */
export interface Scratch {
  /** What a term is worth and its best kind; zero outside of the handling of a term. */
  weight: Float32Array;
  kind: Uint8Array;
  /** Terms that the document has held, as long as it has held all; zero outside of a query. */
  held: Uint8Array;
  scores: Float64Array;
  /** The worst kind over the terms. Mean something only for the matches of the last query. */
  kinds: Uint8Array;
  /** Room for slots: of a term, and of the matches. */
  touched: Int32Array;
  matches: Int32Array;
  /** Sets of slots; empty outside of a query. */
  candidates: Uint32Array;
  holders: Uint32Array;
  /** More sets, by number, with anything in them. */
  spare(number: number): Uint32Array;
}

export interface ScratchKeeper {
  /** Working memory for at least `size` slots. */
  take(size: number): Scratch;
}

export function createScratchKeeper(): ScratchKeeper {
  let capacity = 0;
  let scratch = allocate(0);
  return {
    take(size) {
      if (size > capacity) {
        capacity = Math.ceil(size * 1.25);
        scratch = allocate(capacity);
      }
      return scratch;
    },
  };
}

function allocate(capacity: number): Scratch {
  const spare: Uint32Array[] = [];
  return {
    weight: new Float32Array(capacity),
    kind: new Uint8Array(capacity),
    held: new Uint8Array(capacity),
    scores: new Float64Array(capacity),
    kinds: new Uint8Array(capacity),
    touched: new Int32Array(capacity),
    matches: new Int32Array(capacity),
    candidates: new Uint32Array(wordsFor(capacity)),
    holders: new Uint32Array(wordsFor(capacity)),
    spare(number) {
      const set = spare[number] ?? new Uint32Array(wordsFor(capacity));
      spare[number] = set;
      return set;
    },
  };
}
