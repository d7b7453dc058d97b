import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assertRoom } from '#adapters/embedded-storage/disk-fault.ts';
import type { EmbeddedTexts, PendingRequest, PendingTexts } from '#adapters/search/meaning/pending-texts.ts';
import { translateStoreError } from '../store/errors.ts';
import type { LiveIndex } from '../writer/live-index.ts';
import { createPendingDocuments } from './pending-documents.ts';
import type { VectorStore } from './vector-store.ts';
import { DamagedVectorsError, openVectorStore, removeVectorFile, VECTOR_FILE } from './vector-store.ts';

/** The writer's side of the vectors. The first embedded text creates their file. */
export interface WriterVectors {
  pending(request: PendingRequest): PendingTexts;
  retry(): void;
  /** Vectors of documents that are gone meanwhile are not kept. */
  put(request: EmbeddedTexts): void;
  remove(ids: readonly string[]): void;
  scrub(): void;
  close(): void;
}

const KIND = 'search index';

export function createWriterVectors(directory: string, live: LiveIndex): WriterVectors {
  let store: VectorStore | undefined;
  const close = () => {
    store?.close();
    store = undefined;
  };
  const opened = (): VectorStore => {
    if (store?.isGone()) close();
    store ??= openVectorStore(directory);
    return store;
  };
  /** A damaged file is replaced by an empty one: writes of documents and erasures must not fail because of it. */
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof DamagedVectorsError)) throw error;
      close();
      removeVectorFile(directory);
      return work();
    }
  };
  const exists = () => store !== undefined || existsSync(join(directory, VECTOR_FILE));
  const documents = createPendingDocuments(live, opened);

  return {
    pending: (request) => guarded(() => documents.next(request)),
    retry: () => documents.retry(),
    put({ rows, model }) {
      assertRoom(KIND, directory);
      guarded(() => {
        // Looked up while the vectors are locked. A writer that deletes a document removes its vector afterwards, so either
        // this finds no document and writes no byte of the vector, or that finds the vector and `scrub` overwrites it.
        const isKept = (id: string) => {
          try {
            const { db } = live.open().store;
            return db.prepare('SELECT 1 FROM attributes WHERE id = ?').get(id) !== undefined;
          } catch (error) {
            // Damage there is not damage of the vectors.
            throw translateStoreError(error, directory);
          }
        };
        opened().put(rows, model, isKept);
      });
    },
    remove(ids) {
      if (ids.length > 0 && exists()) guarded(() => opened().remove(ids));
    },
    scrub() {
      if (exists()) guarded(() => opened().scrub());
    },
    close,
  };
}
