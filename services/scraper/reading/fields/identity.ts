import type { Platform } from '#domain/platform.ts';
import { isPlatform } from '#domain/platform.ts';
import { quote, RowError } from './row-error.ts';

const MAX_LENGTH = 256;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Z}]/u;

/** A handle without its leading `@`. Throws `RowError` when it is missing or no handle. */
export function readUsername(value: unknown): string {
  const text = toIdText('username', value)?.replace(/^@+/, '').normalize('NFC') ?? '';
  if (text === '') throw new RowError('no username');
  if (UNPRINTABLE.test(text))
    throw new RowError(`username: ${quote(text)} has white space or controls in it`);
  if ([...text].length > MAX_LENGTH) throw new RowError(`username: longer than ${MAX_LENGTH} characters`);
  return text;
}

/** A platform's own id of something. `null` when blank. Throws `RowError` when it is none. */
export function readNativeId(field: string, value: unknown): string | null {
  const text = toIdText(field, value);
  if (text === null || text === '') return null;
  if (UNPRINTABLE.test(text))
    throw new RowError(`${field}: ${quote(text)} has white space or controls in it`);
  if (text.startsWith('@')) throw new RowError(`${field}: ${quote(text)} is a handle, not an id`);
  if ([...text].length > MAX_LENGTH) throw new RowError(`${field}: longer than ${MAX_LENGTH} characters`);
  return text;
}

export function readPlatform(value: unknown): Platform | null {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : (value ?? '');
  if (text === '') return null;
  const platform = text === 'twitter' ? 'x' : text;
  if (!isPlatform(platform)) throw new RowError(`platform: ${quote(value)} is not one that is known`);
  return platform;
}

/** An `id` as the product prints it, `platform:native-id` or `platform:@handle`, or a bare native id. */
export function readProfileId(value: unknown): { platform: Platform | null; nativeId: string | null } {
  const text = toIdText('id', value) ?? '';
  const [, prefix, rest] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
  if (!isPlatform(prefix)) return { platform: null, nativeId: readNativeId('id', text) };
  return { platform: prefix, nativeId: rest?.startsWith('@') ? null : readNativeId('id', rest) };
}

function toIdText(field: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value.trim().toWellFormed();
  if (typeof value !== 'number') throw new RowError(`${field}: ${quote(value)} is not a text`);
  // A number beyond 2^53 has lost its last digits before anyone could look at it.
  if (!Number.isSafeInteger(value)) throw new RowError(`${field}: ${value} is inexact; write it as text`);
  return String(value);
}
