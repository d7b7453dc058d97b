import type { Arena } from '../arena.ts';
import { createEditDistance } from './edit-distance.ts';
import { differingBits, signatureOf } from './signature.ts';
import { createTails } from './tails.ts';

export interface CloseSpelling {
  /** Number of the string in the arena. */
  at: number;
  edits: number;
}

/** Finds close spellings among the strings of an arena, whose first `skipped` characters do not count. */
export interface Spellings {
  /** Takes in the strings that were pushed to the arena since. */
  refresh(): void;
  /** Strings at an edit distance of 1 to `maxEdits` with the same first character, in the order of the arena. */
  close(word: string, maxEdits: number): CloseSpelling[];
  /** Strings at an edit distance of 1 with another first character. */
  closeFirst(word: string): CloseSpelling[];
}

/** Strings with the same first character, and their signatures. */
interface Bucket {
  length: number;
  numbers: Int32Array;
  signatures: Int32Array;
}

const MIN_BUCKET = 16;

export function createSpellings(arena: Arena, skipped: number): Spellings {
  const buckets = new Map<number, Bucket>();
  const tails = createTails(arena, skipped);
  let known = 0;

  return {
    refresh() {
      for (; known < arena.length; known++) {
        const start = arena.start(known) + skipped;
        const end = arena.start(known + 1);
        if (start >= end) continue;
        const first = arena.units[start] ?? 0;
        let bucket = buckets.get(first);
        if (!bucket) {
          bucket = {
            length: 0,
            numbers: new Int32Array(MIN_BUCKET),
            signatures: new Int32Array(MIN_BUCKET),
          };
          buckets.set(first, bucket);
        }
        push(bucket, known, signatureOf(arena.units, start, end));
        tails.add(known, start + 1, end);
      }
    },
    close(word, maxEdits) {
      const bucket = buckets.get(word.charCodeAt(0));
      if (!bucket) return [];
      const target = toUnits(word);
      const distance = createEditDistance(target, maxEdits);
      const signature = signatureOf(target, 0, target.length);
      const { numbers, signatures, length } = bucket;
      const { units } = arena;
      const found: CloseSpelling[] = [];
      for (let i = 0; i < length; i++) {
        if (differingBits(signatures[i] ?? 0, signature) > 2 * maxEdits) continue;
        const at = numbers[i] ?? 0;
        const edits = distance(units, arena.start(at) + skipped, arena.start(at + 1));
        if (edits > 0 && edits <= maxEdits) found.push({ at, edits });
      }
      return found;
    },
    closeFirst(word) {
      const target = toUnits(word);
      const [first, second] = target;
      const firstOf = (at: number) => arena.units[arena.start(at) + skipped];
      const swapped = target.slice(1);
      swapped[0] = first ?? 0;
      const found = new Set([
        // Another first character, or one more before it.
        ...tails.find(target, 1),
        ...tails.find(target, 0),
        // Without the first character, or with the first two swapped.
        ...tails.find(target, 2).filter((at) => firstOf(at) === second),
        ...tails.find(swapped, 0).filter((at) => firstOf(at) === second),
      ]);
      return [...found].filter((at) => firstOf(at) !== first).map((at) => ({ at, edits: 1 }));
    },
  };
}

function push(bucket: Bucket, number: number, signature: number): void {
  if (bucket.length === bucket.numbers.length) {
    const capacity = Math.ceil(bucket.length * 1.5);
    bucket.numbers = enlarge(bucket.numbers, capacity);
    bucket.signatures = enlarge(bucket.signatures, capacity);
  }
  bucket.numbers[bucket.length] = number;
  bucket.signatures[bucket.length++] = signature;
}

function enlarge(from: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(capacity);
  to.set(from);
  return to;
}

function toUnits(word: string): Uint16Array {
  return Uint16Array.from(word, (_, i) => word.charCodeAt(i));
}
