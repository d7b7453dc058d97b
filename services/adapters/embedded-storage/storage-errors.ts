import type { EmbeddedStore } from '#contract/embedded-stores.ts';
import { adviseDamagedStore } from '#contract/embedded-stores.ts';
import { lacksFiles } from '#lib/files/lacks-files.ts';
import { readSystemCode } from '#lib/system-code.ts';
import { CorruptStoreError, InvalidRequestError, NewerStoreError, UnavailableError } from '#ports/errors.ts';
import type { DiskFault } from './disk-fault.ts';
import { diskFault, findDiskFault } from './disk-fault.ts';

/** How error messages name a store. */
export interface StoreName {
  kind: string;
  /** Which store it is, where the advice depends on it. */
  store?: EmbeddedStore;
  path: string;
}

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

/** SQLite hides the error of the system behind these: the quota, a read-only file system, a limit of open files. */
const VAGUE: ReadonlySet<number> = new Set([SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN]);

const DENIED: DiskFault = ['permission_denied', 'permission denied'];
const IO_ERROR: DiskFault = ['io_error', 'a read or write failed'];

/** Reasons outside of the store, by primary SQLite result code. */
const SQLITE_REASONS: Record<number, DiskFault> = {
  3: DENIED,
  [SQLITE_BUSY]: ['locked', 'another process holds the lock'],
  [SQLITE_LOCKED]: ['locked', 'another connection holds the lock'],
  [SQLITE_READONLY]: ['read_only', 'the file is read-only'],
  [SQLITE_IOERR]: IO_ERROR,
  [SQLITE_CANTOPEN]: ['io_error', 'cannot open the file'],
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
  const reason = findReason(thrown, path);
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

/** Why the system or SQLite refused; `undefined` for an error of another kind. `path` is the file or folder. */
export function findReason(thrown: unknown, path: string): DiskFault | undefined {
  const code = sqliteCode(thrown);
  if (code === undefined) return errnoReason(thrown, path);
  if (code === SQLITE_FULL) return findDiskFault(path) ?? diskFault('ENOSPC', path);
  if (!VAGUE.has(code)) return SQLITE_REASONS[code];
  return findDiskFault(path) ?? (lacksFiles() ? diskFault('EMFILE', path) : SQLITE_REASONS[code]);
}

function errnoReason(error: unknown, path: string): DiskFault | undefined {
  const { syscall } = (error ?? {}) as { syscall?: unknown };
  const code = readSystemCode(error);
  if (code === undefined || typeof syscall !== 'string') return undefined;
  return diskFault(code, path);
}
