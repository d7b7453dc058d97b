import type { Stats } from 'node:fs';
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Hint } from '#contract/hint/hint.ts';
import { foldersAbove } from './folders-above.ts';
import { isPrivateGroup } from './is-private-group.ts';
import { instanceFolder } from './paths.ts';

/** A way in which another user could have put something into the state folder, and how to close it. */
export interface Intrusion {
  reason: string;
  fix: Hint;
}

const OTHERS_CAN_WRITE = 0o022;
const ALL_CAN_WRITE = 0o002;
/** In such a folder, only the owner of an entry can rename or remove it. */
const STICKY = 0o1000;
const ELSEWHERE = 'set INFLUSCOPE_HOME to a folder of your own';

/**
 * Finds what makes the state folder of an instance not private: a foreign owner, write permission for the group or for all,
 * a link, or a parent folder in which another user could replace it. What does not exist yet is fine; the contents of the
 * stores are not read.
 */
export function* findIntrusions(home: string, name: string): Generator<Intrusion> {
  yield* findPathIntrusions(home);
  const folder = instanceFolder(home, name);
  const tops = [join(home, 'platforms'), join(home, 'locks')];
  for (const top of tops) yield* look(top, lstat(top), { mayBeLink: false });
  for (const place of [...tops, folder, join(folder, 'logs'), join(folder, 'data')]) yield* lookInto(place);
}

/** The same for one folder and those above it, as far as they exist. */
export function* findPathIntrusions(path: string): Generator<Intrusion> {
  yield* findParentIntrusions(path);
  // The folder itself may be a link, but only one of this user.
  const link = lstat(path);
  if (link?.isSymbolicLink()) yield* look(path, link, { mayBeLink: true });
  yield* look(path, stat(path), { mayBeLink: false });
}

function* findParentIntrusions(path: string): Generator<Intrusion> {
  const own = process.geteuid?.();
  if (own === undefined) return;
  for (const parent of foldersAbove(path)) {
    const found = lstat(parent);
    if (found === undefined) continue;
    if (found.uid !== own && found.uid !== 0) {
      yield {
        reason: `${parent} belongs to another user [uid=${found.uid}], who could replace ${path}`,
        fix: { text: ELSEWHERE },
      };
    } else if (found.isDirectory() && isOpen(found)) {
      const mine = found.uid === own;
      yield {
        reason: `other users can write to ${parent} and could replace ${path}`,
        fix: mine
          ? { text: 'remove that permission', shell: [['chmod', 'go-w', parent]] }
          : { text: ELSEWHERE },
      };
    }
  }
}

function isOpen({ mode, gid }: Stats): boolean {
  if ((mode & STICKY) !== 0 || (mode & OTHERS_CAN_WRITE) === 0) return false;
  return (mode & ALL_CAN_WRITE) !== 0 || !isPrivateGroup(gid);
}

/** Each entry of a folder, without what is below. */
function* lookInto(path: string): Generator<Intrusion> {
  if (!lstat(path)?.isDirectory()) return;
  for (const name of list(path)) yield* look(join(path, name), lstat(join(path, name)), { mayBeLink: false });
}

function* look(
  path: string,
  found: Stats | undefined,
  { mayBeLink }: { mayBeLink: boolean },
): Generator<Intrusion> {
  if (found === undefined) return;
  const own = process.geteuid?.();
  if (own !== undefined && found.uid !== own) {
    yield {
      reason: `${path} belongs to another user [uid=${found.uid}]`,
      fix: { text: `delete it, or ${ELSEWHERE}` },
    };
  } else if (found.isSymbolicLink()) {
    if (mayBeLink) return;
    yield {
      reason: `${path} is a symbolic link`,
      fix: { text: 'remove the link (its target stays)', shell: [['rm', path]] },
    };
  } else if (own !== undefined && (found.mode & OTHERS_CAN_WRITE) !== 0) {
    yield {
      reason: `other users can write to ${path}`,
      fix: {
        text: 'check that its contents are yours, then remove that permission',
        shell: [['chmod', 'go-w', path]],
      },
    };
  }
}

function lstat(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // The command that reads or writes there reports the error.
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
