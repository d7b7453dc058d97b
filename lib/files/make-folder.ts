// Hand-written: `mkdir` with `recursive` never returns below /proc, whose folders exist and refuse every new name.
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Creates a folder and its parents, accessible to their owner only. An existing folder stays as it is. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT' && dirname(path) !== path) {
      makeFolder(dirname(path));
      // A second ENOENT is final: the parent exists and refuses the name.
      makeOne(path);
    } else if (!isFolder(path)) throw error;
  }
}

function makeOne(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have created it meanwhile.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
