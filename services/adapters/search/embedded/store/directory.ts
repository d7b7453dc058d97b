import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SEARCH_INDEX_FILE } from '#contract/embedded-stores.ts';
import { makeFolder } from '#lib/files/make-folder.ts';
import { readFileIfPresent } from '#lib/files/read-file-if-present.ts';
import { corrupt } from './errors.ts';

/** The file that names the index file in use. */
const POINTER = 'current';
const POINTER_DRAFT = 'current.tmp';
/** An index file, what SQLite puts beside it, or a pointer that was never put in place. */
const OWN_FILE = /^(?:index-\d{6,}\.db(?:-wal|-shm|-journal)?|current\.tmp)$/;

/** Name of the index file in use; `undefined` when there is none yet. Throws `CorruptStoreError`. */
export function readPointer(directory: string): string | undefined {
  const name = readPointerText(directory);
  if (name !== undefined && !SEARCH_INDEX_FILE.test(name)) throw corrupt(join(directory, POINTER));
  return name;
}

/** Changes whenever another index file is put in place. */
export function pointerStamp(directory: string): string {
  const stat = statSync(join(directory, POINTER), { throwIfNoEntry: false });
  return stat ? `${stat.ino}:${stat.mtimeMs}` : '';
}

/** Which file is at a path; empty for none. */
export function fileStamp(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.dev}:${stat.ino}` : '';
}

/** Puts an index file in use, in one step that outlives a crash. */
export function writePointer(directory: string, name: string): void {
  const draft = join(directory, POINTER_DRAFT);
  rmSync(draft, { force: true });
  writeFileSync(draft, `${name}\n`, { flag: 'wx', mode: 0o600, flush: true });
  renameSync(draft, join(directory, POINTER));
  syncFile(directory);
}

/** A name after those of all index files, also of one that is pointed to and missing. */
export function nextFileName(directory: string): string {
  const numberOf = (name: string) => Number(SEARCH_INDEX_FILE.exec(name)?.[1] ?? 0);
  const numbers = [...readdirSync(directory), readPointerText(directory) ?? ''].map(numberOf);
  return `index-${String(Math.max(0, ...numbers) + 1).padStart(6, '0')}.db`;
}

/** Removes every index file but the one in use. Call it under the directory's lock. */
export function removeOthers(directory: string, current: string): void {
  for (const name of readdirSync(directory)) {
    if (OWN_FILE.test(name) && !name.startsWith(current)) rmSync(join(directory, name), { force: true });
  }
}

export function ensureDirectory(directory: string): void {
  makeFolder(directory);
}

export function syncFile(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function readPointerText(directory: string): string | undefined {
  return readFileIfPresent(join(directory, POINTER))?.trim();
}
