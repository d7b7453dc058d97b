import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { adviseDamagedStore, adviseNewerStore } from '#contract/embedded-stores.ts';
import { ensureOwnFile } from '#lib/files/ensure-own-file.ts';
import { makeFolder } from '#lib/files/make-folder.ts';
import { CorruptStoreError, NewerStoreError } from '#ports/errors.ts';
import { translateStoreError } from './storage-errors.ts';
import { assertPresent, matchIdentity, missingStore, rememberedIdentity } from './store-identity.ts';
import type { StoreKind } from './store-logic.ts';

/** How long SQLite waits for a lock. Then the thread does other work and retries. */
const LOCK_WAIT_MS = 5;
/** Opening waits longer: another process may be creating the file. */
const OPEN_WAIT_MS = 5_000;
/** A large log saves writes to the file: most messages are deleted before a checkpoint. */
const WAL_LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * Opens or creates the store's file and its folders, readable by the owner only. Migrates an older layout. Throws
 * `UnavailableError`, `CorruptStoreError` for a file of another kind and for a store that is gone or replaced,
 * `NewerStoreError` when newer code wrote it.
 */
export function openDatabase<Options>(path: string, kind: StoreKind<Options>): DatabaseSync {
  let database: DatabaseSync | undefined;
  const at = { store: kind.store, kind: kind.name, path };
  try {
    assertPresent(at);
    makeFolder(dirname(path));
    ensureOwnFile(path);
    database = new DatabaseSync(path, { timeout: OPEN_WAIT_MS });
    checkOrigin(database, path, kind);
    database.exec(`
      PRAGMA page_size = ${kind.pageSize};
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA secure_delete = FAST;
      PRAGMA journal_size_limit = ${WAL_LIMIT_BYTES};
      PRAGMA cache_size = -${kind.cacheKib};
      PRAGMA temp_store = MEMORY;
      PRAGMA wal_autocheckpoint = ${Math.floor(WAL_LIMIT_BYTES / kind.pageSize)};
    `);
    bringToLayout(database, kind);
    matchIdentity(database, at);
    database.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`);
    return database;
  } catch (error) {
    database?.close();
    throw translateStoreError(error, { kind: kind.name, path, store: kind.store });
  }
}

function checkOrigin<Options>(database: DatabaseSync, path: string, kind: StoreKind<Options>): void {
  const version = readPragma(database, 'user_version');
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (isEmpty && version === 0) {
    if (rememberedIdentity(path) === undefined) return;
    throw missingStore({ store: kind.store, kind: kind.name, path });
  }
  if (readPragma(database, 'application_id') !== kind.applicationId) {
    throw new CorruptStoreError(
      `The file is a database, but not an InfluScope ${kind.name} [path=${path}]`,
      adviseDamagedStore(kind.store, path),
    );
  }
  if (version > kind.version) {
    throw new NewerStoreError(
      `The ${kind.name} was written by a newer InfluScope [path=${path}] [layout=${version}] [known=${kind.version}]`,
      adviseNewerStore(kind.store, path),
    );
  }
}

function bringToLayout<Options>(database: DatabaseSync, kind: StoreKind<Options>): void {
  if (readPragma(database, 'user_version') === kind.version) return;
  database.exec('BEGIN IMMEDIATE');
  // Another process may have migrated it meanwhile.
  const version = readPragma(database, 'user_version');
  const steps = version === 0 ? [kind.create] : kind.migrations.slice(version - 1);
  for (const step of steps) database.exec(step);
  database.exec(`PRAGMA application_id = ${kind.applicationId}; PRAGMA user_version = ${kind.version}`);
  database.exec('COMMIT');
}

function readPragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}
