const LAST_CODE_POINT = 0x10_ff_ff;

/**
 * The smallest text after every text with the prefix, in code point order. `null` when there is none: the prefix is
 * empty or consists of the last code point.
 */
export function prefixEnd(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last === LAST_CODE_POINT) continue;
    // Surrogates are not characters.
    const next = last === 0xd7_ff ? 0xe0_00 : last + 1;
    return String.fromCodePoint(...points, next);
  }
  return null;
}
