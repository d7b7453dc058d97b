import { profileId } from '#domain/identity.ts';
import type { Platform } from '#domain/platform.ts';
import type { HashPersonKey } from '#runtime/privacy/person-keys.ts';

const OWNER_CHARS = 24;

/** Where the pictures of one person are, and what is remembered of their addresses: both can be deleted as a whole. */
export const avatarPrefix = (owner: string) => `avatars/${owner}-`;
export const memoryPrefix = (owner: string) => `avatar-sources/${owner}-`;

/** The owner of a picture, as keys of objects name it; it cannot be turned back into an id or a handle. */
export type OwnerOf = (identity: {
  platform: Platform;
  native_id: string | null;
  username: string | null;
}) => string;

export function createOwnerOf(hashKey: HashPersonKey): OwnerOf {
  return (identity) => ownerOfHash(hashKey(profileId(identity)));
}

/** `hash` as in the suppression list. */
export function ownerOfHash(hash: string): string {
  return hash.slice(0, OWNER_CHARS);
}
