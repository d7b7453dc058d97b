/**
 * Adds up how many members of a set are in each group: `counts[groups[slot]]` for each slot, all of 32 bits. The set has `words` words
 * of 32 bits, and one more that is zero if their number is odd.
 */
export function countGroups(set: usize, words: i32, groups: usize, counts: usize): void {
  for (let word = 0; word < words; word += 2) {
    for (let left = load<u64>(set); left !== 0; left &= left - 1) {
      const group = <usize>load<u32>(groups + ((<usize>ctz(left)) << 2));
      const at = counts + (group << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
    set += 8;
    groups += 256;
  }
}

/** Removes the members whose number, of 8 bits, is above `most`. There are 32 numbers for each of the `words` words of the set. */
export function keepUpTo(set: usize, words: i32, numbers: usize, most: i32): void {
  const limit = i8x16.splat(<i8>most);
  for (let word = 0; word < words; word++) {
    const all = load<u32>(set);
    if (all !== 0) {
      const low = i8x16.bitmask(i8x16.le_u(v128.load(numbers), limit));
      const high = i8x16.bitmask(i8x16.le_u(v128.load(numbers, 16), limit));
      store<u32>(set, all & (low | (high << 16)));
    }
    set += 4;
    numbers += 32;
  }
}
