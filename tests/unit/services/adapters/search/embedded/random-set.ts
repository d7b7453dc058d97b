import { addAll, wordsFor } from '#adapters/search/embedded/reader/columns/bits.ts';

/** A set of about four in ten of the first `size` slots. */
export function randomSet(random: () => number, size: number): Uint32Array {
  const set = new Uint32Array(wordsFor(size));
  addAll(
    set,
    Int32Array.from({ length: size }, (_, slot) => slot).filter(() => random() < 0.4),
  );
  return set;
}
