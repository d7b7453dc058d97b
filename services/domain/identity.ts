import type { Platform } from './platform.ts';

/** A handle in the form in which handles are compared: no `@`, no surrounding space, lower case. */
export function normalizeHandle(username: string): string {
  return username.trim().replace(/^@+/, '').toLowerCase();
}

/** The id of a profile known by its handle only: `platform:@handle`. */
export function handleId(platform: Platform, username: string): string {
  return `${platform}:@${normalizeHandle(username)}`;
}

/** The id of a profile: `platform:native-id`, else `platform:@handle`. Throws when it has neither. */
export function profileId(identity: {
  platform: Platform;
  native_id: string | null;
  username: string | null;
}): string {
  const { platform, native_id: nativeId, username } = identity;
  if (nativeId !== null && nativeId !== '') return `${platform}:${nativeId}`;
  if (nativeId === '' || username === null || normalizeHandle(username) === '')
    throw new TypeError('A profile needs a native id or a handle');
  return handleId(platform, username);
}
