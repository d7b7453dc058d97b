import { DatabaseSync } from 'node:sqlite';
import type { Corpus } from './search-documents.ts';

export interface Peer {
  /** Twenty best by SQLite's own ranking; no total, no facets, no filters. Answers the milliseconds it took. */
  time(match: string): number;
  documentsPerSecond: number;
  close(): void;
}

/** What is compared with: one plain FTS5 table over the same five fields of the same documents, in this thread. */
export function createPeer(path: string, corpus: Corpus, count: number): Peer {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  db.exec('CREATE VIRTUAL TABLE profiles USING fts5(username, display_name, category, topics, bio)');
  const insert = db.prepare('INSERT INTO profiles VALUES (?, ?, ?, ?, ?)');
  const startedAt = performance.now();
  for (let from = 0; from < count; from += 500) {
    db.exec('BEGIN');
    for (let i = from; i < Math.min(count, from + 500); i++) {
      const { username, display_name, category, topics, bio } = corpus.document(i).profile;
      insert.run(username, display_name, category, topics.join(' '), bio);
    }
    db.exec('COMMIT');
  }
  const documentsPerSecond = count / ((performance.now() - startedAt) / 1_000);
  const select = db.prepare('SELECT rowid FROM profiles WHERE profiles MATCH ? ORDER BY rank LIMIT 20');
  return {
    documentsPerSecond,
    time(match) {
      const before = performance.now();
      select.all(match);
      return performance.now() - before;
    },
    close: () => db.close(),
  };
}
