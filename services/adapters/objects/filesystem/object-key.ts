import { assertKey, invalidKey, isKey } from '../object-key.ts';

/** File systems take 255 bytes a name. */
const MAX_NAME_LENGTH = 255;

/**
 * The name of a key's file. All files lie in one directory, so that `a` and `a/b` can both be keys and that puts at
 * the same time share one sync of it. Upper case is marked, because some file systems do not tell it from lower case.
 * Throws `InvalidRequestError`.
 */
export function keyToFile(key: string): string {
  assertKey(key);
  const name = key.replaceAll('/', '+').replace(/[A-Z]/g, (letter) => `=${letter.toLowerCase()}`);
  if (name.length > MAX_NAME_LENGTH) throw invalidKey(`The key is too long [key=${key}]`);
  return name;
}

/** `undefined` when no key has such a file. */
export function fileToKey(name: string): string | undefined {
  const key = name.replaceAll('+', '/').replace(/=([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return isKey(key) ? key : undefined;
}
