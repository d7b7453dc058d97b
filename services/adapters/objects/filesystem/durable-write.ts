import { closeSync, constants, fsync, open, openSync, rename, rm, write } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

// The callback forms: a `FileHandle` costs several times as much on the thread that asks for it. What the system answers from memory,
// such as closing, is called at once: to hand it to another thread costs this one twenty times as much.
const fs = {
  open: promisify(open),
  write: promisify(write),
  fsync: promisify(fsync),
  rename: promisify(rename),
  rm: promisify(rm),
};

/** Writes go to the disk before they are answered, where the system knows how; elsewhere the file is synced. */
const DSYNC: number = constants.O_DSYNC ?? 0;
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | DSYNC;

/** Writes a file that must not exist, and makes its bytes durable. Leaves no file behind when it fails. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const fd = await fs.open(path, CREATE, 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += (await fs.write(fd, bytes, at)).bytesWritten;
    if (DSYNC === 0) await fs.fsync(fd);
  } catch (error) {
    closeSync(fd);
    await fs.rm(path, { force: true });
    throw error;
  }
  closeSync(fd);
}

/** Moves a file over another; resolves when the move is durable. */
export type DurableRename = (from: string, to: string) => Promise<void>;
/** Moves into one directory at the same time share its sync. */
export function createDurableRename(): DurableRename {
  /** For each directory the sync that has not started yet: it covers every move made before it starts. */
  const next = new Map<string, Promise<void>>();
  const running = new Map<string, Promise<void>>();

  const syncSoon = (directory: string): Promise<void> => {
    const planned = next.get(directory);
    if (planned) return planned;
    const sync = (async () => {
      await running.get(directory)?.catch(() => {});
      next.delete(directory);
      const work = syncDirectory(directory);
      running.set(directory, work);
      try {
        await work;
      } finally {
        if (running.get(directory) === work) running.delete(directory);
      }
    })();
    next.set(directory, sync);
    return sync;
  };

  return async (from, to) => {
    await fs.rename(from, to);
    await syncSoon(dirname(to));
  };
}

export async function syncDirectory(path: string): Promise<void> {
  const fd = openSync(path, 'r');
  try {
    await fs.fsync(fd);
  } finally {
    closeSync(fd);
  }
}
