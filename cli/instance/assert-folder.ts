import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { OperationError } from '#cli/errors.ts';

/** Throws if the state folder, or a part of its path, exists and is not a folder. */
export function assertFolder(home: string): void {
  for (let path = home; ; path = dirname(path)) {
    const found = stat(path);
    if (found?.isDirectory() || dirname(path) === path) return;
    if (found === undefined) continue;
    const what = path === home ? 'it is not a folder' : `${path} is not a folder`;
    throw new OperationError(`The state folder ${home} cannot be used: ${what}`, {
      code: 'state_not_writable',
      hint: { text: 'set INFLUSCOPE_HOME to a folder' },
    });
  }
}

function stat(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Part of the path is not a folder, or cannot be read: the command that writes there reports it.
    return undefined;
  }
}
