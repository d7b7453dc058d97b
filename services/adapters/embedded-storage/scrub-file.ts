import type { DatabaseSync } from 'node:sqlite';

/**
 * Removes what was deleted before from the bytes of the file: pages that are free leave it, and its log becomes empty.
 * Deleted rows inside of pages in use were overwritten when they were deleted (`secure_delete`). Returns `false` while
 * another connection is in the way; then nothing is lost and it can be repeated.
 */
export function scrubFile(database: DatabaseSync): boolean {
  try {
    database.exec('PRAGMA incremental_vacuum');
    const answer = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
    return answer.busy === 0;
  } catch {
    return false;
  }
}
