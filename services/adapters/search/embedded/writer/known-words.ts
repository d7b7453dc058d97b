import { FIELD_CLASSES } from '#adapters/search/analysis/analyse-profile.ts';
import { MAX_KNOWN_WORDS } from '#adapters/search/analysis/word-book.ts';

/** Words that the index is known to hold, so that most need no look-up in it. Bounded: it forgets. */
export interface KnownWords {
  /** `posting` with the number of its word in the word book. Answers whether it was not known. */
  add(posting: string, number: number): boolean;
  clear(): void;
}

/** More than the word book has at a time, so that its words have places of their own. */
const PLACES = 2 ** Math.ceil(Math.log2(MAX_KNOWN_WORDS));
/** Words without a number that are remembered: names written together, which are hardly met again. */
const MAX_OTHERS = 20_000;

export function createKnownWords(): KnownWords {
  const owners = new Uint32Array(PLACES);
  /** A bit for each field. */
  const fields = new Uint8Array(PLACES);
  const others = new Set<string>();
  return {
    add(posting, number) {
      if (number === 0) {
        if (others.has(posting)) return false;
        if (others.size >= MAX_OTHERS) others.clear();
        others.add(posting);
        return true;
      }
      const place = number & (PLACES - 1);
      const known = owners[place] === number ? (fields[place] ?? 0) : 0;
      const field = FIELD_BITS[posting.charCodeAt(0)] ?? 0;
      owners[place] = number;
      fields[place] = known | field;
      return (known & field) === 0;
    },
    clear() {
      owners.fill(0);
      others.clear();
    },
  };
}

const FIELD_BITS = new Uint8Array(128);
for (const [i, field] of FIELD_CLASSES.entries()) FIELD_BITS[field.charCodeAt(0)] = 1 << i;
