import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { AbortError, OperationError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note } from '#cli/output/events/events.ts';
import { guardWrite } from './guard-write.ts';

const POLL_MS = 100;
const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;

/**
 * Takes the lock of an instance, which at most one process holds. Yields a note when it has to wait, and waits until the
 * signal aborts. The lock is a write transaction on an empty SQLite database: the system releases it when the process ends,
 * in whatever way.
 */
export async function* lockInstance(path: string, signal: AbortSignal): AsyncGenerator<Event, Disposable> {
  const database = guardWrite(dirname(path), () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
    return new DatabaseSync(path, { timeout: 0 });
  });
  const holderPath = `${path}.holder`;
  let waiting = false;
  try {
    while (!tryBegin(database, path)) {
      if (!waiting)
        yield note('waiting', `Waiting for another influscope command [pid=${readHolder(holderPath)}]`);
      waiting = true;
      await sleep(POLL_MS, undefined, { signal });
    }
    guardWrite(dirname(path), () => writeFileSync(holderPath, String(process.pid), { mode: 0o600 }));
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

function tryBegin(database: DatabaseSync, path: string): boolean {
  try {
    database.exec('BEGIN IMMEDIATE');
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

function readHolder(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim() || 'unknown';
  } catch {
    return 'unknown';
  }
}
