/** Where the API serves the pictures that it draws itself. */
export const INITIALS_PREFIX = '/avatars/initials/';

/** What a generated picture shows. */
export interface Initials {
  /** One or two characters as a reader sees them; `?` for a name without letters or digits. */
  text: string;
  /** Background hue, 0–359. */
  hue: number;
}

/**
 * Path of the picture that stands in for a profile without one, e.g. `/avatars/initials/AB-210.svg`. The initials are
 * those of the first and last word of the display name, else of the username; the hue follows from the id, so it stays.
 */
export function initialsPath(profile: { id: string; username: string; display_name: string | null }): string {
  const text = initialsOf(profile.display_name ?? '') ?? initialsOf(profile.username) ?? '?';
  return `${INITIALS_PREFIX}${encodeURIComponent(text)}-${hueOf(profile.id)}.svg`;
}

/** Reads the last part of such a path, already percent-decoded; `null` when it is not one. */
export function parseInitials(name: string): Initials | null {
  const parts = /^(\?|[\p{L}\p{N}][\p{L}\p{N}\p{M}]{0,9})-(\d{1,3})\.svg$/u.exec(name);
  const [, text, digits] = parts ?? [];
  const hue = Number(digits);
  return text === undefined || hue > 359 ? null : { text, hue };
}

function initialsOf(name: string): string | null {
  const words = name.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return null;
  return firstLetter(first) + (words.length > 1 ? firstLetter(last) : '');
}

/** A letter with its marks, which is what a reader takes for one; a pile of marks is cut. */
function firstLetter(word: string): string {
  const letter = /^[\p{L}\p{N}]\p{M}{0,4}/u.exec(word.normalize('NFC'))?.[0] ?? '';
  const upper = letter.toUpperCase();
  return upper.length === letter.length ? upper : letter;
}

/** FNV-1a, 32 bits, spread over the circle. */
function hueOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % 360;
}
