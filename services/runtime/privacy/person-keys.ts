import { createHmac } from 'node:crypto';
import { handleId, normalizeHandle } from '#domain/identity.ts';
import type { Platform } from '#domain/platform.ts';
import { hasProfileUrls, readProfileUrl } from '#domain/profile-url.ts';

/** Everything that names one person on one platform. */
export interface PersonNames {
  platform: Platform;
  native_id: string | null;
  usernames: readonly string[];
  /** Addresses of the profile. One that names an id or a handle counts as that. */
  urls?: readonly string[];
}

/**
 * One text for each name: `platform:native-id`, `platform:@handle`, or `url:` and a normalized address. The address of
 * a platform whose profile addresses are known is a link to somewhere else, which others may share: it is no name.
 */
export function personKeys({ platform, native_id, usernames, urls = [] }: PersonNames): string[] {
  const keys = new Set<string>();
  if (native_id !== null) keys.add(`${platform}:${native_id.trim()}`);
  for (const username of usernames)
    if (normalizeHandle(username) !== '') keys.add(handleId(platform, username));
  for (const url of urls) {
    const address = readProfileUrl(url);
    if (address?.platform === platform) {
      if (address.native_id !== null) keys.add(`${platform}:${address.native_id}`);
      if (address.handle !== null) keys.add(handleId(platform, address.handle));
    } else if (address === null && !hasProfileUrls(platform)) {
      const normalized = normalizeUrl(url);
      if (normalized !== null) keys.add(`url:${normalized}`);
    }
  }
  return [...keys];
}

/** Host and path without what does not tell two profiles apart; `null` for what is no address of one page. */
export function normalizeUrl(text: string): string | null {
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  if (url === null || !url.hostname.includes('.')) return null;
  const path = url.pathname.replace(/\/+$/, '').toLowerCase();
  return path === '' ? null : url.hostname.replace(/^(?:www|m|mobile)\./, '') + path;
}

/** Turns a key into a hash that only the holder of the instance's secret can compute: 160 bits as hex. */
export type HashPersonKey = (key: string) => string;

/** Of an instance without a secret: anyone can compute the hash of a name, and so find out whether it is on the list. */
const NO_SECRET = 'influscope';

export function createPersonHash(secret: string | null): HashPersonKey {
  return (key) =>
    createHmac('sha256', secret ?? NO_SECRET)
      .update(key)
      .digest('hex')
      .slice(0, 40);
}
