import { addAll, addMembers, keepCommon, listSet, wordsFor } from './bits.ts';

/** Slots, each once: as numbers when there are few, with a bit for each slot of the index when there are many. */
export interface SlotSet {
  readonly count: number;
  /** Ascending, unless the set is of `listed`; `null` when there are bits. */
  readonly slots: Int32Array | null;
  /** May end before the last slot of the index. */
  readonly bits: Uint32Array | null;
}

export const NO_SLOTS: SlotSet = { count: 0, slots: new Int32Array(0), bits: null };

/** From this share of slots on, bits take less memory than numbers. */
const BITS_FROM = 1 / 32;

/** Whether a set of `count` of `size` slots has bits. */
export function isDense(count: number, size: number): boolean {
  return count > size * BITS_FROM;
}

/** `slots` ascend. The set keeps them. */
export function setOfSlots(slots: Int32Array, size: number): SlotSet {
  if (!isDense(slots.length, size)) return { count: slots.length, slots, bits: null };
  const bits = new Uint32Array(wordsFor(size));
  addAll(bits, slots);
  return { count: slots.length, slots: null, bits };
}

/** Slots in any order, as they are. */
export function listed(slots: Int32Array): SlotSet {
  return { count: slots.length, slots, bits: null };
}

/** The members of `from` among the living. Leaves `from` as it is. */
export function setOfBits(from: Uint32Array, living: Uint32Array, size: number): SlotSet {
  const words = wordsFor(size);
  const bits = from.slice(0, words);
  const count = keepCommon(bits, living, words);
  if (isDense(count, size)) return { count, slots: null, bits };
  const slots = new Int32Array(count);
  listSet(bits, words, slots);
  return { count, slots, bits: null };
}

/** The members of `set`, and `newer`, which come after them. */
export function appendSlots(set: SlotSet, newer: Int32Array, size: number): SlotSet {
  if (newer.length === 0) return set;
  if (set.slots !== null) {
    const slots = new Int32Array(set.count + newer.length);
    slots.set(set.slots);
    slots.set(newer, set.count);
    return setOfSlots(slots, size);
  }
  const bits = new Uint32Array(wordsFor(size));
  addSet(bits, set);
  addAll(bits, newer);
  return { count: set.count + newer.length, slots: null, bits };
}

/** Adds the members to a set of bits. */
export function addSet(into: Uint32Array, { slots, bits }: SlotSet): void {
  if (slots !== null) addAll(into, slots);
  else if (bits !== null) addMembers(into, bits, bits.length);
}

export function unionOf(sets: readonly SlotSet[], size: number): Uint32Array {
  const all = new Uint32Array(wordsFor(size));
  for (const set of sets) addSet(all, set);
  return all;
}

/** The members, in the order of the set. */
export function slotsOf({ count, slots, bits }: SlotSet): Int32Array {
  if (slots !== null) return slots;
  const all = new Int32Array(count);
  if (bits !== null) listSet(bits, bits.length, all);
  return all;
}

/** What the set takes in memory, in numbers of four bytes. */
export function sizeOfSet({ slots, bits }: SlotSet): number {
  return (slots ?? bits ?? []).length;
}
