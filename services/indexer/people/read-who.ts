import { normalizeHandle } from '#domain/identity.ts';
import type { Platform } from '#domain/platform.ts';
import { isPlatform, PLATFORMS } from '#domain/platform.ts';
import { readProfileUrl } from '#domain/profile-url.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';
import { normalizeUrl } from '#runtime/privacy/person-keys.ts';

/** What a text names: people by their names, of whom `isSure` exist on that platform, or an address to be looked up. */
export type Who = { names: PersonNames[]; isSure: boolean } | { url: string };

/** Reads an id, a handle or the URL of a profile; `null` for a text that can be none of these. */
export function readWho(text: string, platform?: Platform): Who | null {
  const who = text.trim();
  const named = readId(who);
  if (named !== null) return { names: [named], isSure: true };
  const address = readProfileUrl(who);
  if (address !== null) {
    const usernames = address.handle === null ? [] : [address.handle];
    return {
      names: [{ platform: address.platform, native_id: address.native_id, usernames }],
      isSure: true,
    };
  }
  if (who.includes('/')) return normalizeUrl(who) === null ? null : { url: who };
  const handle = normalizeHandle(who);
  if (handle === '' || /\s/.test(handle)) return null;
  const platforms = platform === undefined ? PLATFORMS : [platform];
  return {
    names: platforms.map((one) => ({ platform: one, native_id: null, usernames: [handle] })),
    isSure: platform !== undefined,
  };
}

/** As `readId`. Throws a 400 problem for a text that is no id. */
export function requireId(text: string): PersonNames {
  const names = readId(text);
  if (names !== null) return names;
  throw new ProblemError({
    title: 'Expected platform:native-id or platform:@handle',
    status: 400,
    code: 'id_invalid',
  });
}

/** `platform:native-id` or `platform:@handle`; `null` for anything else. */
export function readId(text: string): PersonNames | null {
  const [, platform, rest = ''] = /^([a-z]+):(?!\/\/)(\S.*)$/s.exec(text.trim()) ?? [];
  if (!isPlatform(platform)) return null;
  if (!rest.startsWith('@')) return { platform, native_id: rest, usernames: [] };
  const handle = normalizeHandle(rest);
  return handle === '' ? null : { platform, native_id: null, usernames: [handle] };
}
