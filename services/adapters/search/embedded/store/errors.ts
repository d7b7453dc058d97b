import { findReason } from '#adapters/embedded-storage/storage-errors.ts';
import { CorruptStoreError, UnavailableError } from '#ports/errors.ts';

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** What an error of SQLite or of the file system means to callers of the port; other errors stay as they are. */
export function translateStoreError(error: unknown, file: string): unknown {
  if (!(error instanceof Error)) return error;
  // All texts in the index are JSON that was written there.
  if (error instanceof SyntaxError) return corrupt(file, error);
  const { errcode } = error as { errcode?: unknown };
  if (typeof errcode === 'number') {
    const primary = errcode & 0xff;
    if (primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB) return corrupt(file, error);
  }
  const reason = findReason(error, file);
  if (reason === undefined && typeof errcode !== 'number') return error;
  const [unavailableCode, text] = reason ?? (['io_error', error.message] as const);
  return new UnavailableError(`The search index is unavailable: ${text} [path=${file}]`, {
    cause: error,
    code: unavailableCode,
  });
}

export function corrupt(file: string, cause?: Error): CorruptStoreError {
  const why = cause ? `: ${cause.message}` : '';
  return new CorruptStoreError(
    `The search index is damaged${why} [path=${file}]`,
    { command: ['reindex'] },
    { cause },
  );
}
