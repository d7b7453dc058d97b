import { closeSync, renameSync, statSync } from 'node:fs';
import { pino } from 'pino';
import { openOwnFile } from '#lib/files/open-own-file.ts';

/** Where log lines go. Writing never throws: a log that cannot be written must not stop the process. */
export interface LogDestination {
  write(line: string): void;
  /** Writes the kept lines if possible, then closes. */
  close(): Promise<void>;
}

export interface LogDestinationOptions {
  /** A file, or a file descriptor. */
  to: string | number;
  /** A file of this size is renamed to `FILE.1`, and so on up to `FILE.5`. */
  rotateBytes?: number;
  /** Lines kept in memory while they cannot be written; later ones are counted and dropped. */
  keepBytes?: number;
}

type Destination = ReturnType<typeof pino.destination>;

const ROTATE_BYTES = 10_000_000;
const ROTATED = 5;
const KEEP_BYTES = 1_000_000;

/** Keeps lines while the disk is full or read-only, and writes them when it takes them again, with the number of dropped lines. */
export function createLogDestination(options: LogDestinationOptions): LogDestination {
  const { to, rotateBytes = ROTATE_BYTES, keepBytes = KEEP_BYTES } = options;
  let destination: Destination | undefined;
  let failed = false;
  let keptBytes = 0;
  let dropped = 0;
  let size = 0;

  const open = (): Destination | undefined => {
    try {
      if (typeof to === 'string') assertOwn(to);
      size = typeof to === 'string' ? sizeOf(to) : 0;
      const opened = pino.destination({ dest: to, sync: true, mode: 0o600 });
      opened.on('error', () => {
        failed = true;
      });
      opened.on('write', () => {
        failed = false;
      });
      return opened;
    } catch {
      return undefined;
    }
  };
  const reopen = (file: string) => {
    assertOwn(file);
    destination?.reopen();
  };
  /** Gives it a text, with everything that it kept before. Returns whether all of it is written. */
  const put = (text: string): boolean => {
    destination ??= open();
    if (destination === undefined || !succeeds(() => destination?.write(text))) return false;
    if (!failed) keptBytes = 0;
    return !failed;
  };
  const putLine = (line: string) => {
    const bytes = Buffer.byteLength(line);
    // It keeps whatever it is given: so it is given no more lines until it has written those.
    if (keptBytes + bytes > keepBytes && !put('')) dropped += 1;
    else if (put(line)) size += bytes;
    else if (destination === undefined) dropped += 1;
    else keptBytes += bytes;
  };

  return {
    write(line) {
      if (typeof to === 'string' && size >= rotateBytes) {
        if (succeeds(() => rotate(to)) && succeeds(() => reopen(to))) size = 0;
      }
      putLine(line);
      if (failed || dropped === 0 || destination === undefined) return;
      const count = dropped;
      dropped = 0;
      putLine(describeDropped(count));
    },
    close() {
      if (destination === undefined) return Promise.resolve();
      const closing = destination;
      return new Promise((resolve) => {
        // After a failed write, it never reports that it is closed.
        closing.once('close', resolve).once('error', () => resolve());
        if (!succeeds(() => closing.end())) resolve();
      });
    },
  };
}

function succeeds(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

function describeDropped(count: number): string {
  const record = {
    level: 'warn',
    time: new Date().toISOString(),
    dropped: count,
    msg: 'log lines were dropped while the log could not be written',
  };
  return `${JSON.stringify(record)}\n`;
}

/** Creates the file. Throws for a link that another user made. */
function assertOwn(file: string): void {
  closeSync(openOwnFile(file));
}

function rotate(file: string): void {
  for (let number = ROTATED; number > 0; number--) {
    const from = number === 1 ? file : `${file}.${number - 1}`;
    if (statSync(from, { throwIfNoEntry: false })) renameSync(from, `${file}.${number}`);
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
