import type { Platform } from '#domain/platform.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';

/** What a source calls an account may be its native id or its handle. */
export function namesOfId(platform: Platform, id: string, username?: string | null): PersonNames {
  return { platform, native_id: id, usernames: username == null ? [id] : [id, username] };
}
