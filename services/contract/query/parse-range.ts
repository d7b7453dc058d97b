import type { Range } from './search-query.ts';

/**
 * Reads `10k..1M`, `3..`, `..500`, or a single number (a range of one value). Suffixes k, M, B; `_` and `,` between digits.
 * Returns the range, or a message that says what is wrong.
 */
export function parseRange(text: string): { range: Range } | { fault: string } {
  const parts = text.split('..');
  if (parts.length > 2 || text.trim() === '' || text.trim() === '..') {
    return { fault: `"${text}" is not a range; use 10k..1M, 10k.. or ..1M` };
  }
  const bounds = parts.map((part) => (part.trim() === '' ? null : parseAmount(part)));
  const bad = parts[bounds.indexOf(undefined)];
  if (bad !== undefined) return { fault: `"${bad}" is not a number; use 10000, 10k or 1.5M` };
  const [min, max = parts.length === 1 ? min : null] = bounds as (number | null)[];
  if (min != null && max != null && min > max) {
    return { fault: `the minimum of "${text}" exceeds its maximum; use ${parts[1]}..${parts[0]}` };
  }
  return { range: { ...(min != null && { min }), ...(max != null && { max }) } };
}

const FACTORS: Record<string, number> = { '': 1, k: 1e3, m: 1e6, b: 1e9 };

/** Parses a non-negative number as people write it; `undefined` for anything else. */
export function parseAmount(text: string): number | undefined {
  const match = /^(\d[\d_,]*(?:\.\d+)?|\.\d+)\s*([kmb]?)$/i.exec(text.trim());
  const [, digits, suffix] = match ?? [];
  if (digits === undefined || suffix === undefined) return undefined;
  const value = Number(digits.replaceAll(/[_,]/g, '')) * (FACTORS[suffix.toLowerCase()] ?? 1);
  return Number(value.toPrecision(15));
}
