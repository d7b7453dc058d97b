/** Sets of slots with one bit for each, 32 in a word. */
import { keepCommonOfLarge } from './slot-sets.ts';

/** Words from which on the module is faster. */
const LARGE_FROM = 512;

export function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Words of a set for `size` slots. */
export function wordsFor(size: number): number {
  return (size >>> 5) + 1;
}

export function addAll(set: Uint32Array, slots: Int32Array): void {
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i] ?? 0;
    set[slot >>> 5] = (set[slot >>> 5] ?? 0) | (1 << (slot & 31));
  }
}

/** Writes the members into `slots`, ascending. Answers how many there are. */
export function listSet(set: Uint32Array, words: number, slots: Int32Array): number {
  let count = 0;
  for (let word = 0; word < words; word++)
    for (let bits = set[word] ?? 0; bits !== 0; bits &= bits - 1)
      slots[count++] = (word << 5) | (31 - Math.clz32(bits & -bits));
  return count;
}

export function hasBit(set: Uint32Array, slot: number): boolean {
  return (((set[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1;
}

/** Keeps the members that are in `other`, too. Answers how many there are. */
export function keepCommon(set: Uint32Array, other: Uint32Array, words: number): number {
  if (words >= LARGE_FROM) return keepCommonOfLarge(set, other, words);
  let left = 0;
  for (let word = 0; word < words; word++) {
    const common = (set[word] ?? 0) & (other[word] ?? 0);
    set[word] = common;
    if (common !== 0) left += countBits(common);
  }
  return left;
}

export function addMembers(set: Uint32Array, other: Uint32Array, words: number): void {
  for (let word = 0; word < words; word++) set[word] = (set[word] ?? 0) | (other[word] ?? 0);
}

export function removeMembers(set: Uint32Array, other: Uint32Array, words: number): void {
  for (let word = 0; word < words; word++) set[word] = (set[word] ?? 0) & ~(other[word] ?? 0);
}
