import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** Detects commits of other connections to the same file. */
export interface ChangeWatcher {
  /** Turns detection on or off. It costs nothing while it is off. */
  listen(wanted: boolean): void;
  close(): void;
}

const FIRST_LOOK_MS = 2;
/** File system events report changes; polling is a fallback. */
const SLOWEST_LOOK_MS = 250;
const SLOWEST_LOOK_WITHOUT_EVENTS_MS = 25;

/**
 * The log file changes shortly before its commit becomes visible. So an event starts a few reads of `data_version`, at
 * doubling intervals. Only commits of other connections change `data_version`.
 */
export function watchChanges(database: DatabaseSync, path: string, onChange: () => void): ChangeWatcher {
  const readVersion = database.prepare('PRAGMA data_version');
  const version = () => {
    try {
      return readVersion.get()?.data_version;
    } catch {
      // The receiver of the change gets the same error and handles it.
      return undefined;
    }
  };
  let seen = version();
  let wanted = false;
  let timer: NodeJS.Timeout | undefined;
  let delayMs = FIRST_LOOK_MS;
  let slowestMs = SLOWEST_LOOK_MS;
  let events: FSWatcher | undefined;

  const look = () => {
    timer = undefined;
    const now = version();
    const changed = now !== seen;
    seen = now;
    delayMs = changed ? FIRST_LOOK_MS : Math.min(delayMs * 2, slowestMs);
    arm();
    if (changed) onChange();
  };
  const arm = () => {
    if (wanted) timer ??= setTimeout(look, delayMs);
  };
  const onEvent = () => {
    if (!wanted || delayMs === FIRST_LOOK_MS) return;
    delayMs = FIRST_LOOK_MS;
    clearTimeout(timer);
    timer = undefined;
    arm();
  };
  const start = () => {
    if (events) return;
    const withoutEvents = () => {
      slowestMs = SLOWEST_LOOK_WITHOUT_EVENTS_MS;
    };
    try {
      events = watch(`${path}-wal`, { persistent: false }, onEvent).on('error', withoutEvents);
    } catch {
      withoutEvents();
    }
  };

  return {
    listen(now) {
      if (now) start();
      wanted = now;
      if (!wanted) {
        clearTimeout(timer);
        timer = undefined;
      }
      arm();
    },
    close() {
      clearTimeout(timer);
      events?.close();
    },
  };
}
