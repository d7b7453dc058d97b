import { InvalidRequestError } from '#ports/errors.ts';

const KEY = /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/;
const PREFIX = /^(?:[A-Za-z0-9._-]+\/)*[A-Za-z0-9._-]*$/;

/** Whether the port allows the key, but for `.` and `..`. */
export const isKey = (key: string): boolean => KEY.test(key);

/** Throws `InvalidRequestError` for what the port does not allow. */
export function assertKey(key: string): void {
  assertPattern(key, KEY);
}

/** Throws `InvalidRequestError` for what no key begins with. */
export function assertPrefix(prefix: string): void {
  assertPattern(prefix, PREFIX);
}

export function invalidKey(message: string): InvalidRequestError {
  return new InvalidRequestError('invalid_key', message);
}

function assertPattern(key: string, pattern: RegExp): void {
  const isSafe = key.split('/').every((part) => part !== '.' && part !== '..');
  if (!isSafe || !pattern.test(key)) {
    throw invalidKey(`A key is parts of A-Z a-z 0-9 . _ - between slashes [key=${JSON.stringify(key)}]`);
  }
}
