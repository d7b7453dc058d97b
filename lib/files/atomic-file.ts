// Hand-written: write-file-atomic puts a cut file in place when the disk is full, because it does not repeat short writes.
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './make-folder.ts';

/**
 * Writes a file that only its owner can read, and the folders to it. A reader, or a process that is killed meanwhile, sees
 * the old content or the new one, never a part. The content is on the disk before this returns.
 */
export function writePrivateFile(path: string, content: string | Uint8Array): void {
  makeFolder(dirname(path));
  replaceFile(path, content, 0o600);
}

/** The same in a folder that exists, for a file with these permissions. */
export function replaceFile(path: string, content: string | Uint8Array, mode: number): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, content, { mode, flag: 'wx', flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

function syncFolder(folder: string): void {
  // Windows cannot open a folder.
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
