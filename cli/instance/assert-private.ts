import type { Stats } from 'node:fs';
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OperationError } from '#cli/errors.ts';
import type { Hint } from '#contract/hint/hint.ts';
import { instanceFolder } from './paths.ts';

const OTHERS_CAN_WRITE = 0o022;

/**
 * Throws when another user could have put something into the state folder: a foreign owner, write permission for the group
 * or for all, or a link. Tokens, locks, process ids and logs are believed only after this. What does not exist yet is fine;
 * the contents of the stores are not read.
 */
export function assertPrivate(home: string, name: string): void {
  // The folder itself may be a link, but only one of this user.
  check(home, lstat(home), { mayBeLink: true });
  check(home, stat(home), { mayBeLink: false });
  const folder = instanceFolder(home, name);
  for (const place of [join(home, 'platforms'), join(home, 'locks'), folder]) checkFolder(place);
  for (const place of [join(folder, 'logs'), join(folder, 'data')]) checkFolder(place);
}

/** The folder and each entry in it, without what is below. */
function checkFolder(path: string): void {
  const found = lstat(path);
  check(path, found, { mayBeLink: false });
  if (!found?.isDirectory()) return;
  for (const name of list(path)) check(join(path, name), lstat(join(path, name)), { mayBeLink: false });
}

function check(path: string, found: Stats | undefined, { mayBeLink }: { mayBeLink: boolean }): void {
  if (found === undefined) return;
  const own = process.geteuid?.();
  if (own !== undefined && found.uid !== own) {
    refuse(`${path} belongs to another user [uid=${found.uid}]`, {
      text: 'remove it, or set INFLUSCOPE_HOME to a folder of your own',
    });
  }
  if (found.isSymbolicLink()) {
    if (mayBeLink) return;
    refuse(`${path} is a symbolic link`, {
      text: 'remove the link; its target is kept',
      shell: [['rm', path]],
    });
  }
  if (own !== undefined && (found.mode & OTHERS_CAN_WRITE) !== 0) {
    refuse(`other users can write to ${path}`, {
      text: 'check that its contents are yours, then remove that permission',
      shell: [['chmod', 'go-w', path]],
    });
  }
}

function refuse(reason: string, hint: Hint): never {
  throw new OperationError(`The state folder is not private: ${reason}`, { code: 'state_not_private', hint });
}

function lstat(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // The command that reads or writes there names the error.
    return undefined;
  }
}

function stat(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
