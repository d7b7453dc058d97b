import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { EmbeddedStore } from '#contract/embedded-stores.ts';
import { adviseMissingStore, identityPath } from '#contract/embedded-stores.ts';
import { writePrivateFile } from '#lib/files/atomic-file.ts';
import { makeFolder } from '#lib/files/make-folder.ts';
import { readFileIfPresent } from '#lib/files/read-file-if-present.ts';
import { CorruptStoreError } from '#ports/errors.ts';

/**
 * A store holds a random id, and a file beside it remembers that id. A store that is gone, or another one in its place,
 * is an error instead of a new, empty store.
 */
export interface StoreAtPath {
  store: EmbeddedStore;
  /** How error messages name it. */
  kind: string;
  path: string;
}

/** Id of the store that belongs at `path`; `undefined` before there was one. */
export function rememberedIdentity(path: string): string | undefined {
  return readIdentity(identityPath(path));
}

/** The text of an identity file; `undefined` without one. */
export function readIdentity(file: string): string | undefined {
  return readFileIfPresent(file)?.trim();
}

/** Writes the id beside the store, unless it is there. A full disk is no error: the next opening writes it. */
export function rememberIdentity(path: string, id: string): void {
  if (rememberedIdentity(path) !== undefined) return;
  try {
    makeFolder(dirname(path));
    writePrivateFile(identityPath(path), `${id}\n`);
  } catch {
    // The store itself is intact.
  }
}

export function missingStore({ store, kind, path }: StoreAtPath): CorruptStoreError {
  return new CorruptStoreError(`The ${kind} is missing [path=${path}]`, adviseMissingStore(store, path));
}

export function replacedStore({ store, kind, path }: StoreAtPath): CorruptStoreError {
  return new CorruptStoreError(
    `The ${kind} is not the one that this instance created [path=${path}]`,
    adviseMissingStore(store, path),
  );
}

/** Throws where a store should be and no file, or an empty one, is. */
export function assertPresent(at: StoreAtPath): void {
  const size = statSync(at.path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0 && rememberedIdentity(at.path) !== undefined) throw missingStore(at);
}

/** The id in a store's database. Creates it where neither the database nor a file beside it has one. */
export function matchIdentity(database: DatabaseSync, at: StoreAtPath): void {
  const known = rememberedIdentity(at.path);
  const id = readDatabaseIdentity(database) ?? (known === undefined ? createIdentity(database) : undefined);
  if (known !== undefined && known !== id) throw replacedStore(at);
  if (id !== undefined) rememberIdentity(at.path, id);
}

function readDatabaseIdentity(database: DatabaseSync): string | undefined {
  const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'identity'");
  if (table.get() === undefined) return undefined;
  return database.prepare('SELECT id FROM identity').get()?.id as string | undefined;
}

function createIdentity(database: DatabaseSync): string | undefined {
  database.exec('BEGIN IMMEDIATE');
  database.exec('CREATE TABLE IF NOT EXISTS identity (id TEXT NOT NULL) STRICT');
  // Another process may have created it meanwhile.
  database
    .prepare('INSERT INTO identity SELECT ? WHERE NOT EXISTS (SELECT 1 FROM identity)')
    .run(randomUUID());
  const id = readDatabaseIdentity(database);
  database.exec('COMMIT');
  return id;
}
