import type { DatabaseSync } from 'node:sqlite';
import { createArena } from './arena.ts';
import { createSpellings } from './spelling/spellings.ts';

interface CloseToken {
  /** With the letter of its field. */
  token: string;
  edits: number;
}

/** The words of the index. Read at the first use, then only what is new. */
export interface Vocabulary {
  /** Close spellings, at most `limit` with the same first character and as many with another, closest first. */
  close(word: string, maxEdits: number, limit: number): CloseToken[];
  /** Words that begin with `prefix`, without the letter of their field, those first seen earliest first. */
  beginningWith(prefix: string, limit: number): string[];
}

const TOKENS_PER_LOAD = 50_000;

export function createVocabulary(db: DatabaseSync): Vocabulary {
  const select = db.prepare(
    `SELECT json_group_array(token) AS tokens, max(number) AS last
      FROM (SELECT number, token FROM words WHERE number > ? ORDER BY number LIMIT ${TOKENS_PER_LOAD})`,
  );
  const tokens = createArena();
  const spellings = createSpellings(tokens, 1);
  let lastNumber = 0;

  const refresh = () => {
    for (;;) {
      const row = select.get(lastNumber) as { tokens: string; last: number | null };
      if (row.last === null) break;
      lastNumber = row.last;
      for (const token of JSON.parse(row.tokens) as string[]) tokens.push(token);
    }
    spellings.refresh();
  };

  return {
    close(word, maxEdits, limit) {
      refresh();
      return [spellings.close(word, maxEdits), spellings.closeFirst(word)].flatMap((found) =>
        found
          .sort((a, b) => a.edits - b.edits)
          .slice(0, limit)
          .map(({ at, edits }) => ({ token: tokens.text(at), edits })),
      );
    },
    beginningWith(prefix, limit) {
      refresh();
      const found = new Set<string>();
      const { units, length } = tokens;
      for (let at = 0; at < length && found.size < limit; at++) {
        const start = tokens.start(at) + 1;
        if (tokens.start(at + 1) - start < prefix.length) continue;
        let same = 0;
        while (same < prefix.length && units[start + same] === prefix.charCodeAt(same)) same++;
        if (same === prefix.length) found.add(tokens.text(at).slice(1));
      }
      return [...found];
    },
  };
}
