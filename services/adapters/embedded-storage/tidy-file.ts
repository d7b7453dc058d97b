import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** Free pages below this share of the file are kept for reuse. */
const FREE_SHARE = 0.25;
const MIN_FREE_PAGES = 1_000;
const PAGES_A_STEP = 2_000;

/**
 * Keeps the files small, and free of what was overwritten: empties the log, which holds earlier versions of values, and
 * returns free pages to the file system, a bounded number at a time. Returns whether there is more to do.
 */
export function tidyFile(database: DatabaseSync, path: string): boolean {
  const read = (name: string) => Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
  try {
    if (logBytes(path) > 0) emptyLog(database);
    const free = read('freelist_count');
    if (free < MIN_FREE_PAGES || free < read('page_count') * FREE_SHARE) return logBytes(path) > 0;
    database.exec(`PRAGMA incremental_vacuum(${PAGES_A_STEP}); PRAGMA wal_checkpoint(PASSIVE)`);
    return true;
  } catch {
    // Another process uses the file: the next commit retries.
    return false;
  }
}

function logBytes(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/** Checkpoints the log and frees its space, as far as possible now. */
export function emptyLog(database: DatabaseSync): void {
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // The disk is full, or others read: the log stays.
  }
}
