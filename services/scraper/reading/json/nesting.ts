/** What reads a value later may call itself for each level. */
export const MAX_NESTING = 200;
export const TOO_DEEP = `nested more than ${MAX_NESTING} levels deep`;

/** Is JSON nested deeper than a row may be? Brackets in its texts count as well where there are that many. */
export function isNestedTooDeep(text: string): boolean {
  // Each level takes two bytes.
  if (text.length < MAX_NESTING * 2) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) {
      if (++depth > MAX_NESTING) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}
