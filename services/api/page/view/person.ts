import type { Profile } from '#domain/profile.ts';
import { oneLine } from '../format.ts';
import { PLATFORM_NAMES } from '../texts.ts';

/** The address of a profile's page. `:` and `@` stay readable. */
export function creatorHref(id: string): string {
  return `/creators/${encodeURIComponent(id).replaceAll('%3A', ':').replaceAll('%40', '@')}`;
}

/** The display name, else the handle, else the id. */
export function nameOf({ display_name, username, id }: Profile): string {
  return oneLine(display_name ?? '') || oneLine(username ?? '') || oneLine(id);
}

/** `@handle`; `null` without one. */
export function handleOf({ username }: Profile): string | null {
  return username === null ? null : `@${oneLine(username)}`;
}

export function platformOf({ platform }: Profile): string {
  return PLATFORM_NAMES[platform] ?? platform;
}

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });
const REGIONS = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

/** `German` from `de`; the text itself when it is no tag. */
export function languageName(tag: string): string {
  return /^[a-z]{2,3}(?:-[A-Za-z\d]{2,8})*$/.test(tag) ? tryName(LANGUAGES, tag) : oneLine(tag);
}

/** `Germany` from `DE`; the text itself when it is no code. */
export function countryName(country: string): string {
  return /^[A-Z]{2}$/.test(country) ? tryName(REGIONS, country) : oneLine(country);
}

function tryName(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

/** A web address that a profile gives, when it is one; `undefined` for every other scheme. */
export function webAddress(url: string | null): string | undefined {
  const parsed = url === null ? null : URL.parse(url);
  return parsed?.protocol === 'https:' || parsed?.protocol === 'http:' ? parsed.href : undefined;
}
