import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A stored vector. `number` grows with every write, so what is new is everything after the last one seen. */
export interface VectorRow {
  number: number;
  id: string;
  vector: Uint8Array;
}

/** Vectors of documents, in a SQLite file beside the index. It can always be made again from the index. */
export interface VectorStore {
  /** The hash of the text that the document's vector is of; `undefined` without a vector of this model. */
  hashOf(id: string, model: string): Uint8Array | undefined;
  put(rows: readonly { id: string; hash: Uint8Array; vector: Int8Array }[], model: string): void;
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

/** Opens the file in `directory`. A damaged file, or one of another layout, is replaced by an empty one. */
export function openVectorStore(directory: string): VectorStore {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, VECTOR_FILE);
  let db: DatabaseSync;
  try {
    db = open(path);
  } catch (error) {
    if (!isDamage(error)) throw error;
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    db = open(path);
  }
  const hashOf = db.prepare('SELECT hash FROM vectors WHERE id = ? AND model = ?');
  const put = db.prepare('REPLACE INTO vectors (id, model, hash, vector) VALUES (?, ?, ?, ?)');
  const remove = db.prepare('DELETE FROM vectors WHERE id = ?');
  const after = db.prepare(
    'SELECT number, id, vector FROM vectors WHERE number > ? AND model = ? ORDER BY number LIMIT ?',
  );
  const vectorOf = db.prepare('SELECT vector FROM vectors WHERE id = ? AND model = ?');
  const newest = db.prepare('SELECT model FROM vectors ORDER BY number DESC LIMIT 1');

  const transact = (work: () => void) => {
    db.exec('BEGIN IMMEDIATE');
    try {
      work();
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };

  return {
    hashOf: (id, model) => hashOf.get(id, model)?.hash as Uint8Array | undefined,
    put: (rows, model) =>
      transact(() => {
        for (const { id, hash, vector } of rows) put.run(id, model, hash, vector);
      }),
    remove: (ids) =>
      transact(() => {
        for (const id of ids) remove.run(id);
      }),
    removeOthers(indexPath) {
      db.prepare('ATTACH DATABASE ? AS documents').run(indexPath);
      try {
        db.exec('DELETE FROM vectors WHERE id NOT IN (SELECT id FROM documents.attributes)');
      } finally {
        db.exec('DETACH DATABASE documents');
      }
    },
    after: (number, model, limit) => after.all(number, model, limit) as unknown as VectorRow[],
    vectorOf: (id, model) => vectorOf.get(id, model)?.vector as Uint8Array | undefined,
    newestModel: () => newest.get()?.model as string | undefined,
    scrub: () => db.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE);'),
    close: () => db.close(),
  };
}

function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    db.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = ${WAL_LIMIT_BYTES};`,
    );
    const version = db.prepare('PRAGMA user_version').get()?.user_version as number;
    if (version === 0) db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
    else if (version !== LAYOUT) throw new OtherLayoutError();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

class OtherLayoutError extends Error {}

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** The file cannot be used: it is damaged, or of another layout. */
export function isDamage(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode;
  const primary = typeof code === 'number' ? code & 0xff : undefined;
  return error instanceof OtherLayoutError || primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB;
}
