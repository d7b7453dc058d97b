import { pointerStamp, removeOthers } from '../store/directory.ts';
import { translateStoreError } from '../store/errors.ts';
import { lockDirectory } from '../store/lock.ts';
import type { Store } from '../store/open-store.ts';
import { isInUse, openStore } from '../store/open-store.ts';
import type { DocumentWriter } from './document-writer.ts';
import { createDocumentWriter } from './document-writer.ts';

export interface OpenIndex {
  store: Store;
  writer: DocumentWriter;
}

/** The index file in use, whichever that is at the moment. */
export interface LiveIndex {
  /** Opens it when need be. Throws store errors. */
  open(): OpenIndex;
  /** Runs `work` in one write transaction; what it answers is in the file when this returns. Throws store errors. */
  write<T>(work: (index: OpenIndex) => T): T;
  close(): void;
}

export function createLiveIndex(directory: string): LiveIndex {
  let current: OpenIndex | undefined;

  const close = () => {
    current?.store.db.close();
    current = undefined;
  };
  const open = (): OpenIndex => {
    if (current && !isInUse(current.store)) close();
    if (!current) {
      const store = openStore(directory);
      try {
        removeLeftovers(store);
        current = { store, writer: createDocumentWriter(store.db) };
      } catch (error) {
        store.db.close();
        throw translateStoreError(error, store.path);
      }
    }
    return current;
  };
  const begin = (): OpenIndex => {
    for (;;) {
      const index = open();
      index.store.db.exec('BEGIN IMMEDIATE');
      // Another process may have put a rebuilt file in place while this one waited for the lock.
      if (index.store.stamp === pointerStamp(directory)) return index;
      index.store.db.exec('ROLLBACK');
    }
  };

  return {
    open,
    write(work) {
      try {
        const index = begin();
        const result = work(index);
        index.writer.finishTransaction();
        index.store.db.exec('COMMIT');
        return result;
      } catch (error) {
        const translated = translateStoreError(error, current?.store.path ?? directory);
        if (current?.store.db.isTransaction) {
          try {
            current.store.db.exec('ROLLBACK');
            current.writer.forgetTransaction();
          } catch {
            close();
          }
        }
        if ((translated as Error).name === 'CorruptStoreError') close();
        throw translated;
      }
    },
    close,
  };
}

/** What a killed rebuild left behind. */
function removeLeftovers(store: Store): void {
  const lock = lockDirectory(store.directory, 0);
  if (!lock) return;
  try {
    if (pointerStamp(store.directory) !== store.stamp) return;
    removeOthers(store.directory, store.name);
  } finally {
    lock.release();
  }
}
