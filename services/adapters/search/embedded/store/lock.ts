import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ensureOwnFile } from '#lib/files/ensure-own-file.ts';

export interface DirectoryLock {
  release(): void;
}

const LOCK_FILE = 'lock.db';
const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;

/**
 * Takes the lock under which index files of a directory are made, exchanged and removed. The system frees it when the
 * process dies. `undefined` when another holds it for longer than `waitMs`.
 */
export function lockDirectory(directory: string, waitMs: number): DirectoryLock | undefined {
  const file = join(directory, LOCK_FILE);
  ensureOwnFile(file);
  const db = new DatabaseSync(file, { timeout: waitMs });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    const primary = Number((error as { errcode?: unknown }).errcode) & 0xff;
    if (primary === SQLITE_BUSY) return undefined;
    if (primary !== SQLITE_NOTADB) throw error;
    rmSync(file, { force: true });
    return lockDirectory(directory, waitMs);
  }
  return { release: () => db.close() };
}
