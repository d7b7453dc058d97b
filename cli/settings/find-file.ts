import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '#cli/errors.ts';

/** The first one is written. */
export const FILE_NAMES = ['influscope.yaml', 'influscope.yml'] as const;

/**
 * The settings file of a folder: `influscope.yaml` or `influscope.yml` in it, else in the nearest parent folder, up to the
 * home folder. `null` without one. Throws a `UserError` when a folder has both, or when others could have written the file of a
 * parent folder.
 */
export function findSettingsFile(cwd: string): string | null {
  const last = homedir();
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = FILE_NAMES.map((name) => join(folder, name)).filter((path) => existsSync(path));
    if (found.length > 1) {
      throw new UserError(`There are two settings files: ${found.join(' and ')}`, {
        code: 'config_ambiguous',
        hint: { text: 'delete one of them, or name one with --config' },
      });
    }
    const [path] = found;
    if (path !== undefined) {
      assertTrusted(path, folder === resolve(cwd) ? 'here' : 'above');
      return path;
    }
    if (folder === last || dirname(folder) === folder) return null;
  }
}

/**
 * A settings file that is found, not named, is trusted only if this user, root or the owner of the folder wrote it. In a
 * shared folder, as /tmp, another user could use it to send this user's data to another instance. Above the working folder,
 * the owner of a folder is not trusted, and no other user may have write access to the file.
 */
function assertTrusted(path: string, place: 'here' | 'above'): void {
  const own = process.geteuid?.();
  if (own === undefined) return;
  const { uid, mode } = statSync(path);
  const owners = [own, 0, ...(place === 'here' ? [statSync(dirname(path)).uid] : [])];
  if (!owners.includes(uid)) {
    throw new UserError(`The settings file ${path} belongs to another user [uid=${uid}]`, {
      code: 'config_not_private',
      hint: { text: 'check its content, then name the file with --config' },
    });
  }
  if (place === 'here' || (mode & 0o022) === 0) return;
  throw new UserError(`Other users can write to the settings file ${path}`, {
    code: 'config_not_private',
    hint: { text: 'remove the permission, or name the file with --config', shell: [['chmod', 'go-w', path]] },
  });
}
