import { isUnknownWord } from '../reading/fields/unknown-words.ts';

const MAX_LENGTH = 256;
/** Letters of any script, digits and `. _ -`; on servers of their own also `@host`. */
const HANDLE = /^[\p{L}\p{M}\p{N}._\-·]+$/u;
const HANDLE_AT_HOST = /^[\p{L}\p{M}\p{N}._-]+@(?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,}$/u;
const HAS_CHARACTER = /[\p{L}\p{N}_]/u;
/** Most handles are: nothing has to be cleaned. */
const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/;
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu;

/** What a cell of a column of handles holds. */
export type NamedBy =
  | { kind: 'handle'; handle: string }
  /** Not a handle, for example because it has spaces: the name under which the person is known. */
  | { kind: 'name'; name: string }
  | { kind: 'none' };

/** Reads a handle with or without `@`. `atHost`: handles such as `name@server` are possible. */
export function readHandle(value: unknown, { atHost }: { atHost: boolean }): NamedBy {
  if (typeof value === 'number' && Number.isSafeInteger(value))
    return { kind: 'handle', handle: String(value) };
  if (typeof value !== 'string') return { kind: 'none' };
  if (PLAIN.test(value) && !isUnknownWord(value)) return { kind: 'handle', handle: value };
  const text = value.slice(0, 2_000).toWellFormed().normalize('NFC').replace(INVISIBLE, '').trim();
  if (isUnknownWord(text) && !text.startsWith('@') && !/^[._-]*_[._-]*$/.test(text)) return { kind: 'none' };
  const bare = text.replace(/^@+/, '');
  if (bare === '') return { kind: 'none' };
  return isHandle(bare, atHost) ? { kind: 'handle', handle: bare } : { kind: 'name', name: text };
}

export function isHandle(text: string, atHost = false): boolean {
  if (text.length > MAX_LENGTH || !HAS_CHARACTER.test(text)) return false;
  return HANDLE.test(text) || (atHost && HANDLE_AT_HOST.test(text));
}
