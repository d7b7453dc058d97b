import type { Arena } from './arena.ts';
import { createEditDistance } from './edit-distance.ts';
import { differingBits, signatureOf } from './signature.ts';

interface CloseSpelling {
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
}

/** Strings with the same first character, and their signatures. */
interface Bucket {
  numbers: number[];
  signatures: number[];
}

export function createSpellings(arena: Arena, skipped: number): Spellings {
  const buckets = new Map<number, Bucket>();
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
          bucket = { numbers: [], signatures: [] };
          buckets.set(first, bucket);
        }
        bucket.numbers.push(known);
        bucket.signatures.push(signatureOf(arena.units, start, end));
      }
    },
    close(word, maxEdits) {
      const bucket = buckets.get(word.charCodeAt(0));
      if (!bucket) return [];
      const target = Uint16Array.from(word, (_, i) => word.charCodeAt(i));
      const distance = createEditDistance(target, maxEdits);
      const signature = signatureOf(target, 0, target.length);
      const { numbers, signatures } = bucket;
      const { units } = arena;
      const found: CloseSpelling[] = [];
      for (let i = 0; i < numbers.length; i++) {
        if (differingBits(signatures[i] ?? 0, signature) > 2 * maxEdits) continue;
        const at = numbers[i] ?? 0;
        const edits = distance(units, arena.start(at) + skipped, arena.start(at + 1));
        if (edits > 0 && edits <= maxEdits) found.push({ at, edits });
      }
      return found;
    },
  };
}
