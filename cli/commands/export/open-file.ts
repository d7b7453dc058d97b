import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { chmod, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { systemReason, UserError } from '#cli/errors.ts';

/** A file that is being written. Until `finish`, an existing file stays unchanged. */
interface OpenFile {
  write(text: string): Promise<void>;
  /** `replaced`: there was a file with this name. */
  finish(): Promise<{ replaced: boolean }>;
  abandon(): Promise<void>;
}

/**
 * Opens the file at the first write. A link stays a link, and a file keeps its permissions. A device or a pipe is written to and
 * never replaced. Errors of the file system name the file.
 */
export function openFile(name: string, cwd: string): OpenFile {
  const path = isAbsolute(name) ? name : join(cwd, name);
  let handle: FileHandle | undefined;
  let draft: string | undefined;
  let place: Place | undefined;
  const named = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw new UserError(`Cannot write ${name}: ${systemReason(error)}`, {
        code: 'file_not_written',
        hint: { command: ['export', '--output', 'creators.csv'] },
        cause: error,
      });
    }
  };
  const begin = async (): Promise<FileHandle> => {
    place = await findPlace(path);
    if (place.isStream) return open(place.path, 'w');
    const file = `${place.path}.${randomUUID().slice(0, 8)}.part`;
    const opened = await open(file, 'wx', 0o600);
    draft = file;
    return opened;
  };
  return {
    write: (text) =>
      named(async () => {
        handle ??= await begin();
        await handle.writeFile(text);
      }),
    finish: () =>
      named(async () => {
        if (draft !== undefined) await handle?.sync();
        await handle?.close();
        if (draft === undefined || place === undefined) return { replaced: false };
        if (place.mode !== null) await chmod(draft, place.mode);
        await rename(draft, place.path);
        return { replaced: place.mode !== null };
      }),
    async abandon() {
      await handle?.close().catch(() => {});
      if (draft !== undefined) await rm(draft, { force: true });
    },
  };
}

/** Where a name leads: through links, to a file, to something that is no file, or to nothing yet. */
interface Place {
  path: string;
  /** A device or a pipe. */
  isStream: boolean;
  /** Permissions of the file that exists. */
  mode: number | null;
}

async function findPlace(path: string): Promise<Place> {
  try {
    const found = await stat(path);
    const isStream = !found.isFile() && !found.isDirectory();
    const real = isStream ? path : await realpath(path);
    return { path: real, isStream, mode: isStream ? null : found.mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { path, isStream: false, mode: null };
  }
}
