import { OperationError } from '#cli/errors.ts';
import type { Intrusion } from './find-intrusions.ts';
import { findIntrusions, findPathIntrusions } from './find-intrusions.ts';

/** Throws when the state folder is not private. Tokens, locks, process ids and logs are trusted only after this. */
export function assertPrivate(home: string, name: string): void {
  refuseAny(findIntrusions(home, name));
}

/** Throws when another user could have created a folder, or could replace it. Call it after creating the folder. */
export function assertPrivateFolder(path: string): void {
  refuseAny(findPathIntrusions(path));
}

function refuseAny(found: Iterable<Intrusion>): void {
  for (const { reason, fix } of found) {
    throw new OperationError(`The state folder is not private: ${reason}`, {
      code: 'state_not_private',
      hint: fix,
    });
  }
}
