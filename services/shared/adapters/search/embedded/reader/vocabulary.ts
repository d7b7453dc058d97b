import type { DatabaseSync } from 'node:sqlite';
import type { Arena } from './arena.ts';
import { createArena } from './arena.ts';
import { createEditDistance } from './edit-distance.ts';
import { differingBits, signatureOf } from './signature.ts';

export interface CloseToken {
  /** With the letter of its field. */
  token: string;
  edits: number;
}

/** The words of the index. Read at the first use, then only what is new. */
export interface Vocabulary {
  /** Tokens at an edit distance of 1 to `maxEdits` with the same first character, closest and commonest first. */
  close(word: string, maxEdits: number, limit: number): CloseToken[];
  /** Words that begin with `prefix`, without the letter of their field, those first seen earliest first. */
  beginningWith(prefix: string, limit: number): string[];
}

export function createVocabulary(db: DatabaseSync): Vocabulary {
  const select = db.prepare(
    `SELECT json_group_array(token) AS tokens, max(number) AS last
      FROM (SELECT number, token FROM words WHERE number > ? ORDER BY number LIMIT 50000)`,
  );
  const tokens: Arena = createArena();
  let signatures = new Uint32Array(1_024);
  let lastNumber = 0;

  const refresh = () => {
    for (;;) {
      const row = select.get(lastNumber) as { tokens: string; last: number | null };
      if (row.last === null) return;
      lastNumber = row.last;
      for (const token of JSON.parse(row.tokens) as string[]) {
        if (tokens.length === signatures.length) {
          const larger = new Uint32Array(signatures.length * 2);
          larger.set(signatures);
          signatures = larger;
        }
        signatures[tokens.length] = signatureOf(token.slice(1));
        tokens.push(token);
      }
    }
  };

  return {
    close(word, maxEdits, limit) {
      refresh();
      const distance = createEditDistance(word, maxEdits);
      const signature = signatureOf(word);
      const first = word.charCodeAt(0);
      const found: CloseToken[] = [];
      const { units } = tokens;
      for (let at = 0; at < tokens.length; at++) {
        if (differingBits(signatures[at] ?? 0, signature) > 2 * maxEdits) continue;
        const start = tokens.start(at) + 1;
        if (units[start] !== first) continue;
        const edits = distance(units, start, tokens.start(at + 1));
        if (edits > 0 && edits <= maxEdits) found.push({ token: tokens.text(at), edits });
      }
      return found.sort((a, b) => a.edits - b.edits).slice(0, limit);
    },
    beginningWith(prefix, limit) {
      refresh();
      const found = new Set<string>();
      const { units } = tokens;
      for (let at = 0; at < tokens.length && found.size < limit; at++) {
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
