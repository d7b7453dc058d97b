/**
 * The social platforms whose profiles can be held; docs/metrics.md gives the engagement formula of each. `other` holds
 * profiles of platforms that are not listed here.
 */
export const PLATFORMS = [
  'bluesky',
  'facebook',
  'github',
  'instagram',
  'linkedin',
  'mastodon',
  'other',
  'pinterest',
  'threads',
  'tiktok',
  'twitch',
  'x',
  'youtube',
] as const;

export type Platform = (typeof PLATFORMS)[number];

export function isPlatform(value: unknown): value is Platform {
  return typeof value === 'string' && (PLATFORMS as readonly string[]).includes(value);
}
