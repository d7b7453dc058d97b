import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** Notices commits that other connections make to the same file. */
export interface ChangeWatcher {
  /** Whether anybody wants to know; while nobody does it costs nothing. */
  listen(wanted: boolean): void;
  close(): void;
}

const FIRST_LOOK_MS = 2;
/** The file system tells of changes, so looking unasked is only a safety net. */
const SLOWEST_LOOK_MS = 250;
const SLOWEST_LOOK_WITHOUT_EVENTS_MS = 25;

/**
 * The log's file changes when a commit is written, which is shortly before it can be seen. So an event starts a few
 * looks at `data_version`, each twice as long after the one before; it changes by foreign commits alone.
 */
export function watchChanges(database: DatabaseSync, path: string, onChange: () => void): ChangeWatcher {
  const readVersion = database.prepare('PRAGMA data_version');
  const version = () => {
    try {
      return readVersion.get()?.data_version;
    } catch {
      // Whoever is told of this change meets the same error, and can answer it.
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
