import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER_IDENTITY } from '#contract/embedded-stores.ts';
import { writePrivateFile } from '#lib/files/atomic-file.ts';
import type { StoreAtPath } from './store-identity.ts';
import { readIdentity, rememberedIdentity, rememberIdentity, replacedStore } from './store-identity.ts';

/**
 * Compares the id in a folder with the one that is remembered beside it. Creates both for a new folder, and for one that
 * older code made.
 */
export function matchFolderIdentity(at: StoreAtPath): void {
  const known = rememberedIdentity(at.path);
  const id = readIdentity(join(at.path, FOLDER_IDENTITY));
  if (known === undefined) rememberIdentity(at.path, id ?? createFolderIdentity(at.path));
  else if (id !== known) throw replacedStore(at);
}

/** Makes a folder the one that belongs at its path, after its content was rebuilt. */
export function adoptFolder(path: string): void {
  const known = rememberedIdentity(path);
  const file = join(path, FOLDER_IDENTITY);
  if (known !== undefined && readIdentity(file) !== known) writePrivateFile(file, `${known}\n`);
}

/** Of several processes that create a folder, all use the id of the first one. */
function createFolderIdentity(path: string): string {
  const file = join(path, FOLDER_IDENTITY);
  try {
    writeFileSync(file, `${randomUUID()}\n`, { flag: 'wx', mode: 0o600, flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readIdentity(file) ?? '';
}
