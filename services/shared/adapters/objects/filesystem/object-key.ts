import { InvalidRequestError } from '../../../ports/errors.ts';

const KEY = /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/;
const PREFIX = /^(?:[A-Za-z0-9._-]+\/)*[A-Za-z0-9._-]*$/;
/** File systems take 255 bytes a name. */
const MAX_NAME_LENGTH = 255;

/**
 * The name of a key's file. All files lie in one directory, so that `a` and `a/b` can both be keys and that puts at
 * the same time share one sync of it. Upper case is marked, because some file systems do not tell it from lower case.
 * Throws `InvalidRequestError`.
 */
export function keyToFile(key: string): string {
  assertKey(key, KEY);
  const name = key.replaceAll('/', '+').replace(/[A-Z]/g, (letter) => `=${letter.toLowerCase()}`);
  if (name.length > MAX_NAME_LENGTH) throw invalid(`The key is too long [key=${key}]`);
  return name;
}

/** `undefined` when no key has such a file. */
export function fileToKey(name: string): string | undefined {
  const key = name.replaceAll('+', '/').replace(/=([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return KEY.test(key) ? key : undefined;
}

export function assertPrefix(prefix: string): void {
  assertKey(prefix, PREFIX);
}

function assertKey(key: string, pattern: RegExp): void {
  const isSafe = key.split('/').every((part) => part !== '.' && part !== '..');
  if (!isSafe || !pattern.test(key)) {
    throw invalid(`A key is parts of A-Z a-z 0-9 . _ - between slashes [key=${JSON.stringify(key)}]`);
  }
}

function invalid(message: string): InvalidRequestError {
  return new InvalidRequestError('invalid_key', message);
}
