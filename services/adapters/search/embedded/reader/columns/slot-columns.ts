import { wordsFor } from './bits.ts';
import { WASM } from './slot-columns-wasm.ts';

/**
 * Columns in the memory of a WebAssembly module, which looks at the members of a set in a fraction of the time that a loop in
 * JavaScript takes: 0.4 instead of 1.4 ms to count groups, 0.04 instead of 1.2 ms to compare lengths (340,000 of 1,000,000 slots).
 */
interface SlotColumn<T> {
  /** Makes room for `capacity` slots and answers the column, with what was in it. The earlier array cannot be used any more. */
  grow(capacity: number): T;
}

export interface GroupColumn extends SlotColumn<Int32Array> {
  /** How many of the first `words` words of a set of slots are in each of the first `groups` groups. Valid until the next call. */
  count(set: Uint32Array, words: number, groups: number): Uint32Array;
}

export interface LengthColumn extends SlotColumn<Uint8Array> {
  /** The words `from` up to, without, `to` of a set, without the slots whose length is above `most`. Valid until the next call. */
  upTo(set: Uint32Array, words: { from: number; to: number }, most: number): Uint32Array;
}

interface Kernel {
  countGroups(set: number, words: number, groups: number, counts: number): void;
  keepUpTo(set: number, words: number, numbers: number, most: number): void;
}

const PAGE_BYTES = 65_536;
const WORD_BYTES = 4;
/** A set begins at a multiple of it. */
const ALIGNMENT = 16;

/** Groups are below the number of slots. */
export function createGroupColumn(): GroupColumn {
  const column = openColumn(WORD_BYTES, 1);
  return {
    grow(capacity) {
      column.grow(capacity);
      return new Int32Array(column.memory.buffer, 0, capacity);
    },
    count(set, words, groups) {
      const { buffer } = column.memory;
      const { place, end } = column.put(set, 0, words);
      const counts = new Uint32Array(buffer, end, groups).fill(0);
      column.kernel.countGroups(place, words, 0, end);
      return counts;
    },
  };
}

export function createLengthColumn(): LengthColumn {
  const column = openColumn(1, 0);
  return {
    grow(capacity) {
      column.grow(capacity);
      return new Uint8Array(column.memory.buffer, 0, capacity);
    },
    upTo(set, { from, to }, most) {
      const { place } = column.put(set, from, to);
      column.kernel.keepUpTo(place, to - from, from * 32, most);
      return new Uint32Array(column.memory.buffer, place, to - from);
    },
  };
}

/** The column comes first, then a set of slots, then `wordsASlot` words for each slot. What is not used takes no memory. */
function openColumn(bytesASlot: number, wordsASlot: number) {
  const memory = new WebAssembly.Memory({ initial: 0 });
  const module = new WebAssembly.Module(Buffer.from(WASM, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  let setPlace = 0;
  return {
    memory,
    kernel: exports as unknown as Kernel,
    grow(capacity: number) {
      setPlace = align(capacity * bytesASlot);
      const end = setPlace + setBytes(wordsFor(capacity)) + capacity * wordsASlot * WORD_BYTES;
      const missing = Math.ceil(end / PAGE_BYTES) - memory.buffer.byteLength / PAGE_BYTES;
      if (missing > 0) memory.grow(missing);
    },
    /** Copies words of a set, and a zero behind them. */
    put(set: Uint32Array, from: number, to: number) {
      const words = to - from;
      const own = new Uint32Array(memory.buffer, setPlace, words + 1);
      own.set(set.subarray(from, to));
      own[words] = 0;
      return { place: setPlace, end: setPlace + setBytes(words) };
    },
  };
}

function setBytes(words: number): number {
  return align((words + 1) * WORD_BYTES);
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
