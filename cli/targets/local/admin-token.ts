import { randomBytes } from 'node:crypto';
import { writePrivateFile } from '#lib/files/atomic-file.ts';
import { readFileIfPresent } from '#lib/files/read-file-if-present.ts';
import type { LocalPaths } from './paths.ts';

/** The token of the admin API of a local instance; `null` before its first start. */
export function readToken({ token }: Pick<LocalPaths, 'token'>): string | null {
  return readFileIfPresent(token)?.trim() || null;
}

/** A new token for each start: one that leaked is worth nothing after a restart. */
export function writeNewToken({ token }: Pick<LocalPaths, 'token'>): void {
  writePrivateFile(token, `${randomBytes(32).toString('hex')}\n`);
}
