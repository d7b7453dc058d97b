import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The form of a key: a prefix that people and scanners recognize, an id that finds it, and 256 random bits. */
const FORM = /^isk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;
const ID_BYTES = 6;
const SECRET_BYTES = 32;

export interface NewKey {
  id: string;
  /** `isk_…`; never stored. */
  key: string;
  /** SHA-256 of the key, hex. The key is random: it needs no slow hash. */
  hash: string;
}

export function createKey(): NewKey {
  const id = randomBytes(ID_BYTES).toString('hex');
  const key = `isk_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { id, key, hash: hashKey(key) };
}

/** The id in a key; `undefined` for a text that is no key. */
export function idOfKey(key: string): string | undefined {
  return FORM.exec(key)?.[1];
}

/** Compares in constant time. */
export function isKey(key: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashKey(key), 'hex'), Buffer.from(hash, 'hex'));
}

function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
