import type { Profile } from '#domain/profile.ts';

/** Throws a `TypeError` for a document that no index can ever take. */
export function assertIndexable(profile: Profile, version: number): void {
  if (!Number.isSafeInteger(version)) throw new TypeError(`The version is not a whole number: ${version}`);
  if (profile.last_post_at !== null && Number.isNaN(Date.parse(profile.last_post_at))) {
    throw new TypeError(`last_post_at is not a time: ${profile.last_post_at}`);
  }
}
