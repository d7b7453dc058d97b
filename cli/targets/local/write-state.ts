import { randomBytes } from 'node:crypto';
import { closeSync, constants, existsSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { assertPrivateFolder } from '#cli/instance/assert-private.ts';
import { guardWrite, isDiskFault } from '#cli/instance/guard-write.ts';
import { writePrivateFile } from '#lib/files/atomic-file.ts';
import { makeFolder } from '#lib/files/make-folder.ts';
import { writeNewToken } from './admin-token.ts';
import type { LocalPaths } from './paths.ts';
import type { LocalDocument, LocalState } from './state.ts';

export function writeLocalState(paths: LocalPaths, state: LocalState): void {
  guardWrite(paths.folder, () => writePrivateFile(paths.state, serialize(state)));
}

/**
 * Notes that the process has ended. On a full disk it overwrites the file, which needs no space: the text is shorter than
 * the one that names a process. Returns whether it is noted.
 */
export function forgetProcess(paths: LocalPaths, { port }: Pick<LocalState, 'port'>): boolean {
  const stopped: LocalState = { port, process: null };
  try {
    writeLocalState(paths, stopped);
    return true;
  } catch (error) {
    if (!isDiskFault(error)) throw error;
    return overwrite(paths.state, Buffer.from(serialize(stopped)));
  }
}

/** Creates the folders, readable by their owner only, a new admin token, and the key that is kept. */
export function prepareFolders(home: string, paths: LocalPaths): void {
  guardWrite(home, () => {
    for (const folder of [home, paths.folder, paths.logs, paths.data]) makeFolder(folder);
    // Another user may have created one of them meanwhile.
    for (const folder of [paths.logs, paths.data]) assertPrivateFolder(folder);
    writeNewToken(paths);
    if (!existsSync(paths.privacyKey)) {
      writePrivateFile(paths.privacyKey, `${randomBytes(32).toString('hex')}\n`);
    }
  });
}

function serialize({ port, process: known }: LocalState): string {
  const document: LocalDocument = { v: 1, target: 'local', port, ...(known ?? { pid: null }) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function overwrite(path: string, text: Buffer): boolean {
  let fd: number;
  try {
    fd = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW);
  } catch {
    return false;
  }
  try {
    if (writeSync(fd, text, 0, text.length, 0) !== text.length) return false;
    ftruncateSync(fd, text.length);
    fsyncSync(fd);
    return true;
  } catch {
    return false;
  } finally {
    closeSync(fd);
  }
}
