import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { systemReason, UserError } from '#cli/errors.ts';

/** A file that is being written. Until `finish`, an existing file stays unchanged. */
interface OpenFile {
  write(text: string): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

/** Opens the file at the first write. Errors of the file system name the file. */
export function openFile(name: string, cwd: string): OpenFile {
  const path = isAbsolute(name) ? name : join(cwd, name);
  const draft = `${path}.${randomUUID().slice(0, 8)}.part`;
  let handle: FileHandle | undefined;
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
  return {
    write: (text) =>
      named(async () => {
        handle ??= await open(draft, 'wx', 0o600);
        await handle.writeFile(text);
      }),
    finish: () =>
      named(async () => {
        await handle?.sync();
        await handle?.close();
        await rename(draft, path);
      }),
    async abandon() {
      await handle?.close().catch(() => {});
      await rm(draft, { force: true });
    },
  };
}
