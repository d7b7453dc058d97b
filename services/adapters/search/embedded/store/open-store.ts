import { closeSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { matchFolderIdentity } from '#adapters/embedded-storage/folder-identity.ts';
import { missingStore, rememberedIdentity } from '#adapters/embedded-storage/store-identity.ts';
import { adviseNewerStore } from '#contract/embedded-stores.ts';
import { NewerStoreError, UnavailableError } from '#ports/errors.ts';
import {
  ensureDirectory,
  fileStamp,
  nextFileName,
  pointerStamp,
  readPointer,
  writePointer,
} from './directory.ts';
import { corrupt, translateStoreError } from './errors.ts';
import { lockDirectory } from './lock.ts';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** An open index file. */
export interface Store {
  readonly db: DatabaseSync;
  readonly directory: string;
  readonly name: string;
  readonly path: string;
  /** The pointer's stamp when it was opened. */
  readonly stamp: string;
  /** The stamp of the file itself. */
  readonly file: string;
}

const BUSY_TIMEOUT_MS = 5_000;
const LOCK_WAIT_MS = 10_000;
const WAL_LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * Opens the index file in use, making an empty one where there is none.
 * Throws `UnavailableError`, `CorruptStoreError` or `NewerStoreError`.
 */
export function openStore(directory: string): Store {
  try {
    ensureDirectory(directory);
    const stamp = pointerStamp(directory);
    const name = readPointer(directory);
    if (name === undefined) {
      createFirstStore(directory);
      return openStore(directory);
    }
    matchFolderIdentity(storeAt(directory));
    const path = join(directory, name);
    return { db: openIndexFile(path), directory, name, path, stamp, file: fileStamp(path) };
  } catch (error) {
    throw translateStoreError(error, directory);
  }
}

/** Whether an open store is still the one in use, at its path. */
export function isInUse({ directory, path, stamp, file }: Store): boolean {
  return stamp === pointerStamp(directory) && file === fileStamp(path);
}

/** Opens one finished index file for use beside other processes. */
export function openIndexFile(path: string): DatabaseSync {
  if (!statSync(path, { throwIfNoEntry: false })?.size) throw corrupt(path);
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    checkVersion(db, path);
    db.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = ${WAL_LIMIT_BYTES};`,
    );
    return db;
  } catch (error) {
    db.close();
    throw translateStoreError(error, path);
  }
}

/** Makes an empty index file that only this connection uses and that is worthless until it is finished. */
export function createIndexFile(path: string): DatabaseSync {
  closeSync(openSync(path, 'wx', 0o600));
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;');
  db.exec(`BEGIN; ${SCHEMA} COMMIT;`);
  return db;
}

const storeAt = (directory: string) => ({ store: 'search', kind: 'search index', path: directory }) as const;

/** Throws where there was an index before. */
function createFirstStore(directory: string): void {
  const lock = lockDirectory(directory, LOCK_WAIT_MS);
  if (!lock) throw new UnavailableError(`Another process is creating the search index [path=${directory}]`);
  try {
    if (readPointer(directory) !== undefined) return;
    if (rememberedIdentity(directory) !== undefined) throw missingStore(storeAt(directory));
    const name = nextFileName(directory);
    createIndexFile(join(directory, name)).close();
    openIndexFile(join(directory, name)).close();
    writePointer(directory, name);
  } finally {
    lock.release();
  }
}

function checkVersion(db: DatabaseSync, path: string): void {
  const read = (pragma: string) => Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  if (read('application_id') !== APPLICATION_ID) throw corrupt(path);
  const version = read('user_version');
  if (version > SCHEMA_VERSION) {
    throw new NewerStoreError(
      `The search index was written by a newer InfluScope [path=${path}] [layout=${version}] [known=${SCHEMA_VERSION}]`,
      adviseNewerStore('search', dirname(path)),
    );
  }
  if (version < SCHEMA_VERSION) throw corrupt(path);
}
