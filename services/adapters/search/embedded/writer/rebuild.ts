import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { adoptFolder } from '#adapters/embedded-storage/folder-identity.ts';
import { CorruptStoreError, UnavailableError } from '#ports/errors.ts';
import type { UpsertResult } from '#ports/search-index.ts';
import { ensureDirectory, nextFileName, removeOthers, syncFile, writePointer } from '../store/directory.ts';
import { translateStoreError } from '../store/errors.ts';
import { lockDirectory } from '../store/lock.ts';
import { createIndexFile, openIndexFile } from '../store/open-store.ts';
import type { Changes } from './changes-since.ts';
import { applyChanges, readPosition } from './changes-since.ts';
import { createDocumentWriter } from './document-writer.ts';
import type { LiveIndex, OpenIndex } from './live-index.ts';
import type { PreparedDocument } from './prepare-document.ts';

/** A new index file in the making, beside the one in use. */
export interface Rebuild {
  /** Documents of the rebuild; those deleted meanwhile are left out. Answers how many it took. */
  add(documents: readonly PreparedDocument[]): number;
  /** A write that the damaged index in use could not take. */
  upsert(documents: readonly PreparedDocument[]): UpsertResult['status'][];
  delete(ids: readonly string[]): void;
  /** Catches up with what was written to the index in use meanwhile and takes its place. */
  finish(): void;
  /** Removes what was made. */
  abort(): void;
}

const PASS_LIMIT = 1_000;
const MAX_PASSES = 50;

/** Throws `UnavailableError` when a rebuild is under way, `NewerStoreError` over a store of newer code. */
export function startRebuild(directory: string, live: LiveIndex, analyse: Changes['analyse']): Rebuild {
  ensureDirectory(directory);
  openUnlessDamaged(live, () => {});
  const lockResult = lockDirectory(directory, 0);
  if (!lockResult)
    throw new UnavailableError(`A rebuild of the search index is already running [path=${directory}]`);
  const lock = lockResult;
  let file = '';
  let db: DatabaseSync;
  let position: Changes['position'] | undefined;
  try {
    position = openUnlessDamaged(live, (index) => readPosition(index.store.db));
    file = nextFileName(directory);
    db = createIndexFile(join(directory, file));
  } catch (error) {
    lock.release();
    throw translateStoreError(error, directory);
  }
  const path = join(directory, file);
  let writer = createDocumentWriter(db);
  const deleted = new Set<string>();

  const transact = <T>(work: () => T): T => {
    db.exec('BEGIN');
    const result = work();
    writer.finishTransaction();
    db.exec('COMMIT');
    return result;
  };
  const catchUp = (index: OpenIndex, limit: number): number => {
    if (position === undefined) return 0;
    const from = position;
    const changes = transact(() =>
      applyChanges({ from: index.store.db, writer, position: from, analyse, limit }),
    );
    position = changes.position;
    return changes.applied;
  };

  return {
    add: (documents) =>
      transact(() => {
        const wanted = documents.filter(({ id }) => !deleted.has(id));
        for (const document of wanted) writer.upsert(document);
        return wanted.length;
      }),
    upsert: (documents) => transact(() => documents.map((document) => writer.upsert(document))),
    delete: (ids) =>
      transact(() => {
        for (const id of ids) {
          deleted.add(id);
          writer.delete(id);
        }
      }),
    finish() {
      for (let pass = 0; pass < MAX_PASSES; pass++) {
        const applied = openUnlessDamaged(live, (index) => catchUp(index, PASS_LIMIT)) ?? 0;
        if (applied < PASS_LIMIT) break;
      }
      db.close();
      syncFile(path);
      db = openIndexFile(path);
      writer = createDocumentWriter(db);
      const swap = () => {
        if (!db.isOpen) return;
        db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        db.close();
        adoptFolder(directory);
        writePointer(directory, file);
      };
      // Under the write lock of the index in use, so that no process writes to it between catching up and the swap.
      openUnlessDamaged(live, () =>
        live.write((index) => {
          catchUp(index, Number.MAX_SAFE_INTEGER);
          swap();
        }),
      );
      swap();
      live.close();
      removeOthers(directory, file);
      lock.release();
    },
    abort() {
      if (db.isOpen) db.close();
      for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
      lock.release();
    },
  };
}

/** `undefined` when the index in use is damaged: then there is nothing to be learnt from it. */
function openUnlessDamaged<T>(live: LiveIndex, work: (index: OpenIndex) => T): T | undefined {
  try {
    const index = live.open();
    try {
      return work(index);
    } catch (error) {
      throw translateStoreError(error, index.store.path);
    }
  } catch (error) {
    if (error instanceof CorruptStoreError) return undefined;
    throw error;
  }
}
