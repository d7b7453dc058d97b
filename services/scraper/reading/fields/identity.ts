import type { Platform } from '#domain/platform.ts';
import { isPlatform } from '#domain/platform.ts';

const MAX_LENGTH = 256;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Z}]/u;

/**
 * The id of an account where a known form says that it is one; `null` when it is blank, or cannot be one: it has white
 * space, begins with `@`, or is a number beyond 2^53, whose last digits were lost before anyone could look at them.
 */
export function readSourceId(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : null;
  if (typeof value !== 'string') return null;
  const text = value.trim().toWellFormed();
  if (text === '' || text === '0' || text.startsWith('@') || UNPRINTABLE.test(text)) return null;
  return text.length <= MAX_LENGTH ? text : null;
}

/** An id as the product prints it: `platform:native-id`, or `platform:@handle` without a native id. */
export interface PrintedId {
  platform: Platform;
  nativeId: string | null;
}

/** Reads such an id; `null` when it is another. */
export function readPrintedId(value: unknown): PrintedId | null {
  if (typeof value !== 'string') return null;
  const [, prefix, rest = ''] = /^([a-z]+):(\S+)$/.exec(value.trim()) ?? [];
  if (!isPlatform(prefix)) return null;
  return { platform: prefix, nativeId: rest.startsWith('@') ? null : readSourceId(rest) };
}
