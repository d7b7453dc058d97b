/**
 * How many words were common when each document was written, as runs of slots: the number hardly ever changes from one
 * document to the next.
 */
export interface Coverage {
  /** Slots come one by one, ascending. */
  add(slot: number, covered: number): void;
  /** Adds the slots below `size` whose documents lack the pairs of the word with this number. */
  addUncovered(number: number, size: number, set: Uint32Array): void;
}

export function createCoverage(): Coverage {
  const starts: number[] = [];
  const values: number[] = [];
  return {
    add(slot, covered) {
      if (values.at(-1) === covered) return;
      starts.push(slot);
      values.push(covered);
    },
    addUncovered(number, size, set) {
      for (const [i, covered] of values.entries())
        if (covered < number) addRange(set, starts[i] ?? 0, Math.min(size, starts[i + 1] ?? size));
    },
  };
}

function addRange(set: Uint32Array, from: number, to: number): void {
  for (let slot = from; slot < to; ) {
    const word = slot >>> 5;
    const end = Math.min(to, (word + 1) * 32);
    const bits = end - slot === 32 ? -1 : ((1 << (end - slot)) - 1) << (slot & 31);
    set[word] = (set[word] ?? 0) | bits;
    slot = end;
  }
}
