import type { Platform } from '#domain/platform.ts';
import { isPlatform } from '#domain/platform.ts';

/** Other names under which people know a platform. */
const OTHER_NAMES: Readonly<Record<string, Platform>> = {
  bsky: 'bluesky',
  ig: 'instagram',
  insta: 'instagram',
  twitter: 'x',
  yt: 'youtube',
};

/** The platform that a word names, in any case; `null` for every other word. */
export function platformNamed(word: string): Platform | null {
  const lower = word.toLowerCase();
  if (isPlatform(lower)) return lower;
  return Object.hasOwn(OTHER_NAMES, lower) ? (OTHER_NAMES[lower] ?? null) : null;
}
