import { writePointer } from '../store/directory.ts';
import { lockDirectory } from '../store/lock.ts';
import type { LiveIndex } from './live-index.ts';

/**
 * Writes the index file again without what was deleted: documents, postings, words that no document has, and the ids of
 * deleted profiles, which only a rebuild needs. Returns `false` during a rebuild. Readers and writers of all processes
 * open the file again afterwards. Takes about a second for 100,000 profiles; writers wait meanwhile.
 */
export function scrubIndex(directory: string, live: LiveIndex): boolean {
  live.open();
  const lock = lockDirectory(directory, 0);
  if (lock === undefined) return false;
  try {
    live.write(({ store: { db }, writer }) => {
      // The postings of deleted documents leave the segments when these are merged.
      db.exec("INSERT INTO postings (postings) VALUES ('optimize')");
      db.exec("CREATE VIRTUAL TABLE temp.used USING fts5vocab('main', 'postings', 'row')");
      db.exec('DELETE FROM words WHERE token NOT IN (SELECT term FROM temp.used)');
      db.exec('DROP TABLE temp.used; UPDATE removed SET id = NULL WHERE id IS NOT NULL');
      writer.forgetWords();
    });
    const { db, name } = live.open().store;
    db.exec('VACUUM');
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    writePointer(directory, name);
    return true;
  } finally {
    lock.release();
    live.close();
  }
}
