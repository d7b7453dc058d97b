import type { Platform } from '#domain/platform.ts';
import { isPlatform } from '#domain/platform.ts';
import { PLATFORM_SPELLINGS } from './fields.ts';

/** The platform that a word names, in any case; `null` for every other word. */
export function platformNamed(word: string): Platform | null {
  const lower = word.toLowerCase();
  if (isPlatform(lower)) return lower;
  return Object.hasOwn(PLATFORM_SPELLINGS, lower) ? (PLATFORM_SPELLINGS[lower] ?? null) : null;
}
