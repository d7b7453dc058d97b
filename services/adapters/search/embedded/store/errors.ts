import { CorruptStoreError, UnavailableError } from '#ports/errors.ts';

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** What an error of SQLite or of the file system means to callers of the port; other errors stay as they are. */
export function translateStoreError(error: unknown, file: string): unknown {
  if (!(error instanceof Error)) return error;
  const { errcode, code } = error as { errcode?: unknown; code?: unknown };
  if (typeof errcode === 'number') {
    const primary = errcode & 0xff;
    if (primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB) return corrupt(file, error);
    return new UnavailableError(`The search index cannot be used: ${error.message} [path=${file}]`, {
      cause: error,
    });
  }
  const fromSystem = typeof code === 'string' && 'syscall' in error;
  if (fromSystem)
    return new UnavailableError(`The search index cannot be used: ${error.message}`, { cause: error });
  return error;
}

export function corrupt(file: string, cause?: Error): CorruptStoreError {
  const why = cause ? `: ${cause.message}` : '';
  return new CorruptStoreError(
    `The search index is damaged${why} [path=${file}]`,
    { command: ['reindex'] },
    { cause },
  );
}
