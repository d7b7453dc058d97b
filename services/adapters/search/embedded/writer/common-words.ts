import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { END } from '#adapters/search/analysis/word-hashes.ts';
import { MAX_COMMON_WORDS, pairToken } from '../common-pairs.ts';
import { COMMON_WORDS_TABLE } from '../store/schema.ts';

/** Finds which words are common, and the pairs of them in a document. Runs inside the transactions of the document writer. */
export interface CommonWords {
  /** Reads what other processes have found. Call it first in every transaction that writes documents. */
  refresh(): void;
  /** Postings of the common words that stand side by side in `hashes`, as `hashTexts` writes them. Counts the words. */
  pairsOf(hashes: Int32Array): string[];
  /** How many words are common. */
  readonly size: number;
  /** The transaction was rolled back. */
  forget(): void;
}

/** A word is common if it is in `COMMON_FROM` of `WINDOW` documents: in about one in a hundred. */
const WINDOW = 8_192;
const COMMON_FROM = 82;
/** Places for counts. Words that share one count as common too early, which only costs postings. */
const PLACES = 2 ** 16;

export function createCommonWords(db: DatabaseSync): CommonWords {
  let statements: { selectNew: StatementSync; insert: StatementSync } | undefined;
  const numbers = new Map<number, number>();
  const counts = new Uint16Array(PLACES);
  /** The last document that was counted in a place. */
  const counted = new Int32Array(PLACES);
  let documents = 0;

  const prepare = () => {
    db.exec(COMMON_WORDS_TABLE);
    return {
      selectNew: db.prepare('SELECT number, hash FROM common_words WHERE number > ? ORDER BY number'),
      insert: db.prepare('INSERT INTO common_words (number, hash) VALUES (?, ?)'),
    };
  };
  const count = (hash: number) => {
    const place = (hash ^ (hash >>> 16)) & (PLACES - 1);
    if (counted[place] === documents) return;
    counted[place] = documents;
    const times = (counts[place] ?? 0) + 1;
    counts[place] = times;
    if (times < COMMON_FROM || numbers.size >= MAX_COMMON_WORDS || numbers.has(hash)) return;
    const number = numbers.size + 1;
    statements?.insert.run(number, hash);
    numbers.set(hash, number);
  };

  return {
    refresh() {
      statements ??= prepare();
      for (const { number, hash } of statements.selectNew.all(numbers.size))
        numbers.set(hash as number, number as number);
    },
    pairsOf(hashes) {
      if (documents++ % WINDOW === 0) counts.fill(0);
      for (const hash of hashes) if (hash !== END) count(hash);
      const pairs = new Set<string>();
      let before: number | undefined;
      for (const hash of hashes) {
        // The end of a text is no word and has no number.
        const number = numbers.get(hash);
        if (before !== undefined && number !== undefined) pairs.add(pairToken(before, number));
        before = number;
      }
      return [...pairs];
    },
    get size() {
      return numbers.size;
    },
    forget() {
      numbers.clear();
      statements = undefined;
    },
  };
}
