/** Hashtags kept per post. */
export const MAX_HASHTAGS = 30;

/** Characters of a hashtag at most; a longer one is no hashtag. */
export const MAX_HASHTAG_LENGTH = 100;

/** A run of hashtags, possibly glued (`#a#b`), that is not part of a word, an entity (`&#39;`) or an address. */
const RUN = /(?<![\p{L}\p{N}\p{M}_&/])(?:[#＃][\p{L}\p{N}\p{M}_]+)+/gu;
const HAS_LETTER = /\p{L}/u;

/** A hashtag as it is compared: without `#`, lower case, NFC; `null` when it is none (`#1` is a number). */
export function normalizeHashtag(tag: string): string | null {
  const normal = tag
    .trim()
    .replace(/^[#＃]+/, '')
    .toLowerCase()
    .normalize('NFC');
  return normal.length <= MAX_HASHTAG_LENGTH && HAS_LETTER.test(normal) ? normal : null;
}

/** The hashtags in a text, in order of appearance, each once, at most `MAX_HASHTAGS`. */
export function extractHashtags(text: string): string[] {
  const found = new Set<string>();
  for (const [run] of text.matchAll(RUN)) {
    for (const part of run.split(/[#＃]/)) {
      const tag = normalizeHashtag(part);
      if (tag !== null) found.add(tag);
      if (found.size === MAX_HASHTAGS) return [...found];
    }
  }
  return [...found];
}
