import type { ProfileText } from '#ports/search-index.ts';
import type { ProfileEnd } from './percentiles.ts';

interface Around {
  before?: string;
  /** One ASCII character after each profile. */
  separator: string;
  /** In place of the last separator. */
  after: string;
}

/**
 * The texts of profiles, each with the end of the same place, one after the other, in UTF-8: each text is written once, and never
 * parsed.
 */
export function joinProfiles(
  texts: readonly ProfileText[],
  ends: readonly ProfileEnd[],
  { before = '', separator, after }: Around,
): Buffer {
  let length = Buffer.byteLength(before) + Math.max(0, texts.length - 1) + Buffer.byteLength(after);
  for (const [i, { size }] of texts.entries()) length += size + (ends[i] as ProfileEnd).bytes.length;
  const whole = Buffer.allocUnsafeSlow(length);
  const separating = separator.charCodeAt(0);
  let at = whole.write(before);
  for (const [i, text] of texts.entries()) {
    if (i > 0) whole[at++] = separating;
    text.writeTo(whole, at);
    at += text.size;
    const end = (ends[i] as ProfileEnd).bytes;
    whole.set(end, at);
    at += end.length;
  }
  whole.write(after, at);
  return whole;
}
