import type { Arena } from '../arena.ts';

/** Finds strings by all of their characters but the first one. */
export interface Tails {
  /** String `at` of the arena, whose tail begins at unit `start`. Numbers come one by one, ascending. */
  add(at: number, start: number, end: number): void;
  /** Numbers of the strings whose tail equals `target` from `from` on; those added last come first. */
  find(target: Uint16Array, from: number): number[];
}

const NONE = -1;
const MIN_CAPACITY = 1_024;

/** `skipped` characters of each string come before its first. */
export function createTails(arena: Arena, skipped: number): Tails {
  let heads = new Int32Array(MIN_CAPACITY).fill(NONE);
  let next = new Int32Array(MIN_CAPACITY).fill(NONE);

  const link = (at: number, start: number, end: number) => {
    const place = hash(arena.units, start, end) & (heads.length - 1);
    next[at] = heads[place] ?? NONE;
    heads[place] = at;
  };
  const grow = (count: number) => {
    const older = next;
    next = new Int32Array(older.length * 2).fill(NONE);
    heads = new Int32Array(heads.length * 2).fill(NONE);
    for (let at = 0; at < count; at++) {
      const start = arena.start(at) + skipped + 1;
      const end = arena.start(at + 1);
      if (start <= end) link(at, start, end);
    }
  };

  return {
    add(at, start, end) {
      if (at >= next.length) grow(at);
      link(at, start, end);
    },
    find(target, from) {
      const found: number[] = [];
      const length = target.length - from;
      const place = hash(target, from, target.length) & (heads.length - 1);
      for (let at = heads[place] ?? NONE; at !== NONE; at = next[at] ?? NONE) {
        const start = arena.start(at) + skipped + 1;
        if (arena.start(at + 1) - start !== length) continue;
        let same = 0;
        while (same < length && arena.units[start + same] === target[from + same]) same++;
        if (same === length) found.push(at);
      }
      return found;
    },
  };
}

/** FNV-1a over UTF-16 units. */
function hash(units: Uint16Array, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let i = start; i < end; i++) value = Math.imul(value ^ (units[i] ?? 0), 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}
