const LAST_CODE_POINT = 0x10_ff_ff;

/**
 * The least text that comes after every text with the prefix, in code point order; `null` when there is none,
 * because the prefix is empty or ends in the last code point all through.
 */
export function prefixEnd(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last === LAST_CODE_POINT) continue;
    // Surrogates are no code points of their own.
    const next = last === 0xd7_ff ? 0xe0_00 : last + 1;
    return String.fromCodePoint(...points, next);
  }
  return null;
}
