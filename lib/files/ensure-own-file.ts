import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  linkSync,
  lstatSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';

/**
 * Creates an empty file, readable by its owner only, where there is none. Throws `ELOOP` for a link that another user
 * made, and with `links: 'refuse'` for every link.
 *
 * It never opens a file that exists. Closing a descriptor drops all POSIX locks that the process holds on the file, also
 * those of databases that other threads have open: https://www.sqlite.org/howtocorrupt.html, section 2.2.
 */
export function ensureOwnFile(path: string, links: 'own' | 'refuse' = 'own'): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink()) {
    const own = found.uid === 0 || found.uid === process.geteuid?.();
    if (links === 'refuse' || !own) throw refuseLink(path);
    if (statSync(path, { throwIfNoEntry: false }) === undefined)
      closeSync(openSync(path, constants.O_WRONLY | constants.O_CREAT, 0o600));
  } else if (found === undefined) createEmpty(path);
}

/** The file appears at its path only when its descriptor is closed. */
function createEmpty(path: string): void {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, '', { flag: 'wx', mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    // Some file systems have no hard links.
    writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
  } finally {
    rmSync(draft, { force: true });
  }
}

function refuseLink(path: string): Error {
  return Object.assign(new Error(`ELOOP: too many symbolic links encountered, open '${path}'`), {
    code: 'ELOOP',
    syscall: 'open',
    path,
  });
}
