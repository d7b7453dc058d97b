import { UserError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import type { RefreshBody } from '#contract/sources/refresh.ts';
import { MAX_REFRESHED } from '#contract/sources/refresh.ts';
import type { Profile } from '#domain/profile.ts';
import { readProfileUrl } from '#domain/profile-url.ts';

/** The profiles that ids, handles and URLs name, each once. Throws where one is unknown or ambiguous. */
export async function findProfiles(
  client: InstanceClient,
  names: readonly string[],
  platform: string | undefined,
  signal: AbortSignal,
): Promise<NonNullable<RefreshBody['profiles']>> {
  if (names.length > MAX_REFRESHED) {
    throw new UserError(`A refresh takes at most ${MAX_REFRESHED} profiles`, {
      code: 'too_many_profiles',
      hint: { command: ['refresh', '--all'] },
    });
  }
  const query = platform === undefined ? '' : `?platform=${platform}`;
  const found = new Map<string, NonNullable<RefreshBody['profiles']>[number]>();
  for (const name of names) {
    const path = `/profiles/${encodeURIComponent(idOf(name))}${query}`;
    const profile = await client.json<Profile>('public', path, `Profile ${name}`, { signal });
    const key = profile.id.slice(profile.platform.length + 1);
    const native_id = key.startsWith('@') ? null : key;
    found.set(profile.id, { platform: profile.platform, native_id, username: profile.username });
  }
  return [...found.values()];
}

/** An id or a handle stays as it is; the URL of a profile becomes one of the two. */
function idOf(name: string): string {
  const address = /^https?:/.test(name) ? readProfileUrl(name) : null;
  if (address === null) return name;
  const { platform, native_id, handle } = address;
  return native_id === null ? `${platform}:@${handle}` : `${platform}:${native_id}`;
}
