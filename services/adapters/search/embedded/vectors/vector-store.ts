import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A stored vector. `number` grows with every write, so what is new is everything after the last one seen. */
export interface VectorRow {
  number: number;
  id: string;
  vector: Uint8Array;
}

export interface NewVector {
  id: string;
  hash: Uint8Array;
  vector: Int8Array | null;
}

/** Vectors of documents, in a SQLite file beside the index. It can always be made again from the index. */
export interface VectorStore {
  /** The hash of the text that the document's vector is of; `undefined` without a vector of this model. */
  hashOf(id: string, model: string): Uint8Array | undefined;
  /** One transaction. A row without a vector, or for which `isKept` is false, is removed and its vector never written. */
  put(rows: readonly NewVector[], model: string, isKept: (id: string) => boolean): void;
  remove(ids: readonly string[]): void;
  /** Removes the vectors of documents that the index file does not contain. */
  removeOthers(indexPath: string): void;
  /** Rows of a model after a number, in order. */
  after(number: number, model: string, limit: number): VectorRow[];
  vectorOf(id: string, model: string): Uint8Array | undefined;
  /** The model of the newest vector. */
  newestModel(): string | undefined;
  /** Overwrites what was removed in the file. */
  scrub(): void;
  /** The file was removed or replaced since it was opened. */
  isGone(): boolean;
  close(): void;
}

export const VECTOR_FILE = 'vectors.db';

/** "InfV" in ASCII. */
const APPLICATION_ID = 0x49_6e_66_56;
const LAYOUT = 1;
const BUSY_TIMEOUT_MS = 5_000;
const WAL_LIMIT_BYTES = 4 * 1024 * 1024;

const SCHEMA = `
CREATE TABLE vectors (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  model TEXT NOT NULL,
  hash BLOB NOT NULL,
  vector BLOB NOT NULL
);
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${LAYOUT};
`;

/**
 * Opens the file in `directory`. Throws `DamagedVectorsError` for a damaged file, and for one of another layout. A reader
 * opens it `readOnly`: when it closes a file that was replaced, SQLite then leaves the log of the new one in place.
 */
export function openVectorStore(directory: string, { readOnly = false } = {}): VectorStore {
  if (!readOnly) mkdirSync(directory, { recursive: true });
  const path = join(directory, VECTOR_FILE);
  const db = readOnly ? openReader(path) : openWriter(path);
  try {
    return createStore(db, path);
  } catch (error) {
    db.close();
    throw asDamage(error);
  }
}

function createStore(db: DatabaseSync, path: string): VectorStore {
  const { ino } = statSync(path);
  const hashOf = db.prepare('SELECT hash FROM vectors WHERE id = ? AND model = ?');
  const put = db.prepare('REPLACE INTO vectors (id, model, hash, vector) VALUES (?, ?, ?, ?)');
  const remove = db.prepare('DELETE FROM vectors WHERE id = ?');
  const after = db.prepare(
    'SELECT number, id, vector FROM vectors WHERE number > ? AND model = ? ORDER BY number LIMIT ?',
  );
  const vectorOf = db.prepare('SELECT vector FROM vectors WHERE id = ? AND model = ?');
  const newest = db.prepare('SELECT model FROM vectors ORDER BY number DESC LIMIT 1');

  const transact = (work: () => void) =>
    checked(() => {
      db.exec('BEGIN IMMEDIATE');
      try {
        work();
        db.exec('COMMIT');
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    });

  return {
    hashOf: (id, model) => checked(() => hashOf.get(id, model)?.hash as Uint8Array | undefined),
    put: (rows, model, isKept) =>
      transact(() => {
        for (const { id, hash, vector } of rows) {
          if (vector !== null && isKept(id)) put.run(id, model, hash, vector);
          else remove.run(id);
        }
      }),
    remove: (ids) =>
      transact(() => {
        for (const id of ids) remove.run(id);
      }),
    removeOthers(indexPath) {
      db.prepare('ATTACH DATABASE ? AS documents').run(indexPath);
      try {
        db.exec('DELETE FROM vectors WHERE id NOT IN (SELECT id FROM documents.attributes)');
      } catch (error) {
        // The damage can also be in the file of documents.
        throw checked(() => db.prepare('PRAGMA main.quick_check(1)').get()?.quick_check) === 'ok'
          ? error
          : asDamage(error);
      } finally {
        db.exec('DETACH DATABASE documents');
      }
    },
    after: (number, model, limit) => checked(() => after.all(number, model, limit) as unknown as VectorRow[]),
    vectorOf: (id, model) => checked(() => vectorOf.get(id, model)?.vector as Uint8Array | undefined),
    newestModel: () => checked(() => newest.get()?.model as string | undefined),
    scrub: () => checked(() => db.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE);')),
    isGone: () => statSync(path, { throwIfNoEntry: false })?.ino !== ino,
    close: () => db.close(),
  };
}

/** Removes the file, which can always be made again. No `VectorStore` for writing may be open. */
export function removeVectorFile(directory: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(directory, VECTOR_FILE) + suffix, { force: true });
}

function openWriter(path: string): DatabaseSync {
  return opened(new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS }), (db) => {
    db.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = ${WAL_LIMIT_BYTES};`,
    );
    const version = layoutOf(db);
    if (version === 0) db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
    else if (version !== LAYOUT) throw new DamagedVectorsError('another layout');
  });
}

function openReader(path: string): DatabaseSync {
  return opened(new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly: true }), (db) => {
    if (layoutOf(db) !== LAYOUT) throw new DamagedVectorsError('another layout');
  });
}

function opened(db: DatabaseSync, prepare: (db: DatabaseSync) => void): DatabaseSync {
  try {
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw asDamage(error);
  }
}

const layoutOf = (db: DatabaseSync) => db.prepare('PRAGMA user_version').get()?.user_version as number;

/** The file cannot be used: it is damaged, or of another layout. */
export class DamagedVectorsError extends Error {
  override readonly name = 'DamagedVectorsError';
}

/** The statements are constant, so SQLite refuses one (1) only if the schema in the file is damaged. */
const DAMAGE = new Set([1, 11, 26]);

function asDamage(error: unknown): unknown {
  const code = (error as { errcode?: unknown }).errcode;
  if (typeof code !== 'number' || !DAMAGE.has(code & 0xff)) return error;
  return new DamagedVectorsError('The file of vectors is damaged', { cause: error });
}

function checked<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asDamage(error);
  }
}
