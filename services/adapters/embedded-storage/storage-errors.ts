import type { EmbeddedStore } from '#contract/embedded-stores.ts';
import { adviseDamagedStore } from '#contract/embedded-stores.ts';
import { CorruptStoreError, InvalidRequestError, NewerStoreError, UnavailableError } from '#ports/errors.ts';

/** How error messages name a store. */
export interface StoreName {
  kind: string;
  /** Which store it is, where the advice depends on it. */
  store?: EmbeddedStore;
  path: string;
}

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;

/** Reasons outside of the store, by primary SQLite result code. */
const UNAVAILABLE: Record<number, string> = {
  3: 'permission denied',
  [SQLITE_BUSY]: 'another process holds it',
  [SQLITE_LOCKED]: 'another connection holds it',
  8: 'it cannot be written',
  10: 'reading or writing failed',
  [SQLITE_FULL]: 'the disk is full',
  14: 'it cannot be opened',
};

const ERRNO: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  EIO: 'reading or writing failed',
  ENAMETOOLONG: 'the path is too long',
};

export function isPortError(error: unknown): boolean {
  return (
    error instanceof UnavailableError ||
    error instanceof CorruptStoreError ||
    error instanceof NewerStoreError ||
    error instanceof InvalidRequestError
  );
}

export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE_BUSY || code === SQLITE_LOCKED;
}

export function isFull(error: unknown): boolean {
  return sqliteCode(error) === SQLITE_FULL;
}

/** The port error for an error of the system or SQLite. Returns an unknown error unchanged. */
export function translateStoreError(thrown: unknown, { kind, path, store }: StoreName): unknown {
  if (isPortError(thrown)) return thrown;
  const code = sqliteCode(thrown);
  if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB) {
    const what = code === SQLITE_NOTADB ? 'is not a database' : 'is damaged';
    return new CorruptStoreError(
      `The ${kind} ${what} [path=${path}]`,
      store === undefined ? `mv '${path}' '${path}.damaged'` : adviseDamagedStore(store, path),
      {
        cause: thrown,
      },
    );
  }
  const reason = code === undefined ? errnoReason(thrown) : UNAVAILABLE[code];
  if (reason === undefined) return thrown;
  return new UnavailableError(`The ${kind} cannot be used: ${reason} [path=${path}]`, { cause: thrown });
}

function sqliteCode(error: unknown): number | undefined {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode & 0xff : undefined;
}

function errnoReason(error: unknown): string | undefined {
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  if (typeof code !== 'string' || typeof syscall !== 'string') return undefined;
  return ERRNO[code] ?? code;
}
