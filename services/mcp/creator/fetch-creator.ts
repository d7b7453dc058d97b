import type { Platform } from '#domain/platform.ts';
import type { Profile } from '#domain/profile.ts';
import type { AskApi } from '../ask-api.ts';
import { readApi } from '../ask-api.ts';

/** The profile with an ID or an @handle. Throws a `ToolError` when there is none, or more than one. */
export function fetchCreator(
  creator: string,
  platform: Platform | undefined,
  ask: AskApi,
  signal: AbortSignal,
): Promise<Profile> {
  const query = platform === undefined ? '' : `?platform=${platform}`;
  return readApi<Profile>(ask, `/profiles/${encodeURIComponent(creator.trim())}${query}`, signal);
}
