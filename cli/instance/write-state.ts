import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { OperationError, systemCode, systemReason } from '#cli/errors.ts';
import type { PlatformPaths } from '#cli/targets/local/paths.ts';
import type { LocalDocument, LocalState } from '#cli/targets/local/state.ts';

/** Whole or not at all: written beside, then renamed. */
export function writeLocalState(paths: PlatformPaths, { port, process: known }: LocalState): void {
  const document: LocalDocument = { v: 1, target: 'local', port, ...(known ?? { pid: null }) };
  const temporary = `${paths.state}.${process.pid}.tmp`;
  guardWrite(paths.folder, () => {
    writeFileSync(temporary, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(temporary, paths.state);
  });
}

/** Makes the folders, readable by their owner only, and the admin token. */
export function prepareFolders(home: string, paths: PlatformPaths): void {
  guardWrite(home, () => {
    for (const folder of [home, paths.folder, paths.logs, paths.data]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    if (!existsSync(paths.token)) {
      const temporary = `${paths.token}.${process.pid}.tmp`;
      writeFileSync(temporary, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
      renameSync(temporary, paths.token);
    }
  });
}

/** Says which folder cannot be written to, and why, instead of the system's bare code. */
export function guardWrite<T>(folder: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    const full = systemCode(cause) === 'ENOSPC';
    throw new OperationError(`Cannot write to the state folder ${folder}: ${systemReason(cause)}`, {
      code: full ? 'disk_full' : 'state_not_writable',
      hint: full
        ? 'free some disk space'
        : 'give yourself write permission there, or set INFLUSCOPE_HOME to another folder',
      cause,
    });
  }
}
