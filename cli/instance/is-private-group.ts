import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

/**
 * Whether a group has this user as its only member. Many Linux systems give each user such a group, named after the user,
 * and let it write to all files of the user.
 */
export function isPrivateGroup(gid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const { username, uid } = userInfo();
    const group = rows('/etc/group').find(([, , id]) => Number(id) === gid);
    if (group === undefined || group[0] !== username) return false;
    const members = (group[3] ?? '').split(',').filter(Boolean);
    const others = rows('/etc/passwd').filter(
      ([, , id, primary]) => Number(primary) === gid && Number(id) !== uid,
    );
    return others.length === 0 && members.every((member) => member === username);
  } catch {
    return false;
  }
}

function rows(path: string): string[][] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
}
