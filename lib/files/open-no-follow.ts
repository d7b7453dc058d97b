import { constants, openSync } from 'node:fs';

const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = constants;
/** Windows does not have it. */
const O_NOFOLLOW: number = constants.O_NOFOLLOW ?? 0;

/**
 * Opens a file for writing and returns its descriptor. Creates it, readable by its owner only, where there is none. Throws
 * `ELOOP` for a link, which could lead to any file of this user.
 */
export function openNoFollow(path: string, mode: 'append' | 'empty'): number {
  const how = mode === 'append' ? O_APPEND : O_TRUNC;
  return openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW | how, 0o600);
}
