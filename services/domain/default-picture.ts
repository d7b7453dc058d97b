import type { Platform } from './platform.ts';

/** Addresses of the pictures that platforms give to accounts without one. */
const DEFAULT_PICTURES: Partial<Record<Platform, RegExp>> = {
  mastodon: /\/(?:avatars\/original\/)?missing\.png(?:$|\?)/,
  instagram: /44884218_345707102882519_2446069589734326272_n\.jpg/,
  x: /\/default_profile(?:_[a-z]+)?\.png/,
};

/**
 * Whether the picture is the platform's own for accounts without one; `undefined` when that cannot be told. `isComplete`:
 * the source names a picture wherever there is one.
 */
export function isDefaultPicture(
  platform: Platform,
  url: string | null,
  isComplete: boolean,
): boolean | undefined {
  if (url !== null) return DEFAULT_PICTURES[platform]?.test(url);
  // Bluesky names no picture where there is none.
  return platform === 'bluesky' && isComplete ? true : undefined;
}
