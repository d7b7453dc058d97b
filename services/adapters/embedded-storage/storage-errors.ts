import type { EmbeddedStore } from '#contract/embedded-stores.ts';
import { adviseDamagedStore } from '#contract/embedded-stores.ts';
import type { UnavailableCode } from '#ports/errors.ts';
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

type Reason = readonly [code: UnavailableCode, text: string];

const DENIED: Reason = ['permission_denied', 'permission denied'];
const DISK_FULL: Reason = ['disk_full', 'the disk is full'];
const IO_ERROR: Reason = ['io_error', 'a read or write failed'];
const TOO_MANY_FILES: Reason = ['too_many_open_files', 'too many open files'];

/** Reasons outside of the store, by primary SQLite result code. */
const SQLITE_REASONS: Record<number, Reason> = {
  3: DENIED,
  [SQLITE_BUSY]: ['locked', 'another process holds the lock'],
  [SQLITE_LOCKED]: ['locked', 'another connection holds the lock'],
  8: ['read_only', 'the file is read-only'],
  10: IO_ERROR,
  [SQLITE_FULL]: DISK_FULL,
  14: ['io_error', 'cannot open the file'],
};

const ERRNO_REASONS: Record<string, Reason> = {
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: ['read_only', 'the file system is read-only'],
  ENOSPC: DISK_FULL,
  EDQUOT: ['quota_exceeded', 'the disk quota is exceeded'],
  ENOTDIR: ['invalid_path', 'a part of the path is not a directory'],
  EISDIR: ['invalid_path', 'the path is a directory'],
  ENAMETOOLONG: ['invalid_path', 'the path is too long'],
  EMFILE: TOO_MANY_FILES,
  ENFILE: TOO_MANY_FILES,
  EIO: IO_ERROR,
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
      store === undefined ? { shell: [['mv', path, `${path}.damaged`]] } : adviseDamagedStore(store, path),
      {
        cause: thrown,
      },
    );
  }
  const reason = code === undefined ? errnoReason(thrown) : SQLITE_REASONS[code];
  if (reason === undefined) return thrown;
  const [unavailableCode, text] = reason;
  return new UnavailableError(`The ${kind} is unavailable: ${text} [path=${path}]`, {
    cause: thrown,
    code: unavailableCode,
  });
}

function sqliteCode(error: unknown): number | undefined {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode & 0xff : undefined;
}

function errnoReason(error: unknown): Reason | undefined {
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  if (typeof code !== 'string' || typeof syscall !== 'string') return undefined;
  return ERRNO_REASONS[code] ?? ['io_error', code];
}
