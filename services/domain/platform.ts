/** The social platforms whose profiles can be held. Each has a published engagement formula. */
export const PLATFORMS = ['bluesky', 'github', 'instagram', 'mastodon', 'tiktok', 'x', 'youtube'] as const;

export type Platform = (typeof PLATFORMS)[number];

export function isPlatform(value: unknown): value is Platform {
  return typeof value === 'string' && (PLATFORMS as readonly string[]).includes(value);
}
