import { constants, lstatSync, openSync } from 'node:fs';
import { openNoFollow } from './open-no-follow.ts';

/**
 * Opens a file for appending and returns its descriptor. Creates it, readable by its owner only, where there is none. A link
 * is followed only if this user or root made it; otherwise this throws `ELOOP`.
 */
export function openOwnFile(path: string): number {
  try {
    return openNoFollow(path, 'append');
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ELOOP' || !isOwnLink(path)) throw error;
    return openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, 0o600);
  }
}

function isOwnLink(path: string): boolean {
  const owner = lstatSync(path, { throwIfNoEntry: false })?.uid;
  return owner === 0 || owner === process.geteuid?.();
}
