import { closeSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { AbortError, OperationError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note } from '#cli/output/events/events.ts';
import { ensureOwnFile } from '#lib/files/ensure-own-file.ts';
import { makeFolder } from '#lib/files/make-folder.ts';
import { openNoFollow } from '#lib/files/open-no-follow.ts';
import { assertPrivateFolder } from './assert-private.ts';
import { guardWrite } from './guard-write.ts';

const POLL_MS = 100;
const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;

export interface LockOptions {
  /** What to do on a read-only file system, where no other command can change the instance either. Default: `refuse`. */
  onReadOnly?: 'refuse' | 'proceed';
}

/**
 * Takes the lock of an instance, which at most one process holds. Yields a note when it has to wait, and waits until the
 * signal aborts. The lock is a write transaction on an empty SQLite database: the system releases it when the process ends,
 * in whatever way.
 */
export async function* lockInstance(
  path: string,
  signal: AbortSignal,
  { onReadOnly = 'refuse' }: LockOptions = {},
): AsyncGenerator<Event, Disposable> {
  const database = openLock(path, onReadOnly);
  if (database === null) return { [Symbol.dispose]: () => {} };

  const holderPath = `${path}.holder`;
  let waiting = false;
  try {
    while (!tryBegin(database, path)) {
      if (!waiting)
        yield note('waiting', `Waiting for another influscope command [pid=${readHolder(holderPath)}]`);
      waiting = true;
      await sleep(POLL_MS, undefined, { signal });
    }
    writeHolder(holderPath);
  } catch (cause) {
    database.close();
    if (!waiting || signal.reason instanceof AbortError) throw signal.aborted ? signal.reason : cause;
    throw new OperationError(
      `Another influscope command is using this instance [pid=${readHolder(holderPath)}]`,
      { code: 'platform_locked', hint: { text: 'wait until it ends, or stop it' }, cause },
    );
  }
  return { [Symbol.dispose]: () => database.close() };
}

/** `null` on a read-only file system, if that is allowed. */
function openLock(path: string, onReadOnly: LockOptions['onReadOnly']): DatabaseSync | null {
  try {
    return guardWrite(dirname(path), () => {
      makeFolder(dirname(path));
      // Another user may have created it meanwhile.
      assertPrivateFolder(dirname(path));
      ensureOwnFile(path, 'refuse');
      return new DatabaseSync(path, { timeout: 0 });
    });
  } catch (error) {
    if (onReadOnly === 'proceed' && (error as { code?: unknown }).code === 'state_read_only') return null;
    throw error;
  }
}

function tryBegin(database: DatabaseSync, path: string): boolean {
  try {
    // With a journal in a file, the first transaction would write, which a full disk refuses.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
    return true;
  } catch (cause) {
    const { errcode, message } = cause as { errcode?: unknown; message: string };
    if (errcode === SQLITE_BUSY) return false;
    const full = errcode === SQLITE_FULL;
    throw new OperationError(`Cannot take the lock ${path}: ${message}`, {
      code: full ? 'disk_full' : 'state_not_writable',
      hint: full
        ? { text: 'free disk space' }
        : { text: 'if no other influscope command is running, delete it', shell: [['rm', path]] },
      cause,
    });
  }
}

/** The holder is only named in messages: a full disk must not keep a command from running. */
function writeHolder(path: string): void {
  try {
    const fd = openNoFollow(path, 'empty');
    try {
      writeFileSync(fd, String(process.pid));
    } finally {
      closeSync(fd);
    }
  } catch {
    // What it held before may be gone; it is read as "unknown".
  }
}

function readHolder(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim() || 'unknown';
  } catch {
    return 'unknown';
  }
}
