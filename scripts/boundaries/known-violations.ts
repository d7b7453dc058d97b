/** File and what it imports, until they are fixed. This list only shrinks. */
export const KNOWN_VIOLATIONS: readonly (readonly [file: string, target: string])[] = [];
