import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Snapshot } from '../reader/snapshot.ts';
import type { VectorBlock } from './vector-block.ts';
import { createVectorBlock } from './vector-block.ts';
import type { VectorRow, VectorStore } from './vector-store.ts';
import { openVectorStore, VECTOR_FILE } from './vector-store.ts';

/** Keeps the vectors of a snapshot's documents in memory. */
export interface VectorReader {
  /**
   * Reads vectors that are new. Call it before the snapshot is taken, so that the snapshot contains their documents.
   * `model`: the newest when absent. At most `limit` vectors.
   */
  fetch(limit: number, model?: string): void;
  /** The vectors of the snapshot's documents, as far as they are read; `null` without any of the model. */
  blockFor(snapshot: Snapshot, model?: string): VectorBlock | null;
  close(): void;
}

interface Loaded {
  model: string;
  block: VectorBlock;
  /** The columns whose slots the block is about. */
  columns: Snapshot['columns'] | null;
  /** Slots before it have been looked at. */
  slots: number;
  /** Of the snapshot whose dead slots the block no longer has. */
  revision: number;
  number: number;
  fetched: VectorRow[];
}

/** Vectors only add to a search by words: an error in their file leaves the search without them. */
export function createVectorReader(directory: string): VectorReader {
  let store: VectorStore | undefined;
  let loaded: Loaded | undefined;

  const close = () => {
    store?.close();
    store = undefined;
    loaded = undefined;
  };
  const guarded = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch {
      close();
      return otherwise;
    }
  };
  const open = (): VectorStore | undefined => {
    if (store?.isGone()) close();
    if (store === undefined && existsSync(join(directory, VECTOR_FILE)))
      store = openVectorStore(directory, { readOnly: true });
    return store;
  };

  return {
    fetch(limit, model) {
      guarded(() => {
        const opened = open();
        const wanted = model ?? loaded?.model ?? opened?.newestModel();
        if (opened === undefined || wanted === undefined) return;
        if (loaded?.model !== wanted) loaded = emptyOf(wanted);
        const rows = opened.after(loaded.number, wanted, limit);
        loaded.number = rows.at(-1)?.number ?? loaded.number;
        loaded.fetched.push(...rows);
      }, undefined);
    },
    blockFor(snapshot, model) {
      return guarded(() => {
        if (store === undefined || loaded === undefined) return null;
        if (model !== undefined && loaded.model !== model) return null;
        learn(loaded, snapshot, store);
        return loaded.block;
      }, null);
    },
    close,
  };
}

function emptyOf(model: string): Loaded {
  return { model, block: createVectorBlock(), columns: null, slots: 0, revision: 0, number: 0, fetched: [] };
}

function learn(loaded: Loaded, snapshot: Snapshot, store: VectorStore): void {
  const { columns } = snapshot;
  if (loaded.columns !== columns) restart(loaded, columns);
  // A document that was written again has a new slot and often the same text.
  for (; loaded.slots < columns.size; loaded.slots++) {
    if (columns.alive[loaded.slots] === 0) continue;
    const vector = store.vectorOf(columns.ids.text(loaded.slots), loaded.model);
    if (vector !== undefined) loaded.block.set(loaded.slots, vector);
  }
  addFetched(loaded, snapshot);
  if (loaded.revision === snapshot.revision) return;
  loaded.revision = snapshot.revision;
  loaded.block.keep((slot) => columns.alive[slot] === 1);
}

/** The slots of other columns are other documents: all vectors are read again, with the next calls of `fetch`. */
function restart(loaded: Loaded, columns: Snapshot['columns']): void {
  const isFirst = loaded.columns === null;
  loaded.columns = columns;
  loaded.slots = columns.size;
  if (isFirst) return;
  loaded.block = createVectorBlock();
  loaded.fetched = [];
  loaded.number = 0;
}

function addFetched({ fetched, block }: Loaded, { db, columns }: Snapshot): void {
  if (fetched.length === 0) return;
  const find = db.prepare('SELECT ordinal FROM attributes WHERE id = ?');
  for (const { id, vector } of fetched.splice(0)) {
    const ordinal = find.get(id)?.ordinal as number | undefined;
    if (ordinal === undefined) continue;
    const slot = columns.slotAtOrAfter(ordinal);
    if (columns.ordinals[slot] === ordinal && columns.alive[slot] === 1) block.set(slot, vector);
  }
}
