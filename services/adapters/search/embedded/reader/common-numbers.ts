import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The numbers of the common words: see `common-pairs.ts`. */
export interface CommonNumbers {
  /** Reads the words that became common since. */
  refresh(): void;
  /** By the hash of a word; `undefined` for a word that is not common. */
  find(hash: number): number | undefined;
}

export function createCommonNumbers(db: DatabaseSync): CommonNumbers {
  const numbers = new Map<number, number>();
  /** An index of older code has no such table until a writer adds it. */
  const hasTable = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'common_words'");
  let select: StatementSync | undefined;
  return {
    refresh() {
      if (select === undefined) {
        if (hasTable.get() === undefined) return;
        select = db.prepare('SELECT number, hash FROM common_words WHERE number > ?');
      }
      for (const { number, hash } of select.all(numbers.size)) numbers.set(hash as number, number as number);
    },
    find: (hash) => numbers.get(hash),
  };
}
