import type { ProfileEvent } from '#contract/profile-event.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';

/** Every name of a person that an event mentions. */
export function namesOfEvent({ platform, native_id, username, profile }: ProfileEvent): PersonNames {
  return {
    platform,
    native_id,
    usernames: [username, profile?.username ?? null].filter((name) => name !== null),
    urls: profile?.url == null ? [] : [profile.url],
  };
}
