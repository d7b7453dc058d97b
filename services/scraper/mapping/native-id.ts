import type { Platform } from '#domain/platform.ts';

/**
 * What a platform's own id of an account looks like. `null`: the platform has none that holds everywhere (an account
 * of Mastodon has another number on every server). Short numbers are left out, though the oldest accounts have them:
 * in a list they are row numbers.
 */
const PATTERNS: Readonly<Record<Platform, RegExp | null>> = {
  bluesky: /^did:(?:plc:[a-z2-7]{24}|web:[\w.:%-]+)$/,
  facebook: /^\d{8,20}$/,
  github: /^\d{4,12}$/,
  instagram: /^\d{5,20}$/,
  linkedin: null,
  mastodon: null,
  other: null,
  pinterest: /^\d{12,20}$/,
  threads: /^\d{5,20}$/,
  tiktok: /^\d{5,20}$/,
  twitch: /^\d{5,12}$/,
  x: /^\d{5,20}$/,
  youtube: /^UC[\w-]{22}$/,
};

/** Can the value be the platform's own id of an account? */
export function canBeNativeId(platform: Platform, text: string): boolean {
  return PATTERNS[platform]?.test(text) ?? false;
}

/** The platform whose ids look like no other's; `null` for plain numbers. */
export function platformOfId(text: string): Platform | null {
  if (PATTERNS.youtube?.test(text)) return 'youtube';
  return PATTERNS.bluesky?.test(text) ? 'bluesky' : null;
}
