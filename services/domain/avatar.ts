/**
 * Path of the placeholder picture that the API draws for a profile without a picture, e.g. `/avatars/initials/AB-210.svg`: the initials
 * of the first and last word of the display name, else of the username, else the platform's first letter, percent-encoded;
 * then a hue from 0 to 359, computed from the id, so it never changes.
 */
export function initialsPath(profile: {
  id: string;
  username: string | null;
  display_name: string | null;
}): string {
  const text =
    initialsOf(profile.display_name ?? '') ?? initialsOf(profile.username ?? '') ?? firstLetter(profile.id);
  return `/avatars/initials/${encodeURIComponent(text)}-${hueOf(profile.id)}.svg`;
}

function initialsOf(name: string): string | null {
  const words = name.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return null;
  return firstLetter(first) + (words.length > 1 ? firstLetter(last) : '');
}

/** One letter as a reader sees it, with its marks; excess marks are cut. */
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
