import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file that must not exist, and makes its bytes durable. Leaves no file behind when it fails. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
  await file.close();
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
    await rename(from, to);
    await syncSoon(dirname(to));
  };
}

export async function syncDirectory(path: string): Promise<void> {
  let directory: FileHandle | undefined;
  try {
    directory = await open(path, 'r');
    await directory.sync();
  } finally {
    await directory?.close();
  }
}
