import { quote, RowError } from './row-error.ts';

/** What lists write where they do not know. */
const UNKNOWN = new Set(['', '-', '–', '—', '?', 'n/a', 'na', 'none', 'null', 'unknown']);
const FACTORS: Record<string, number> = { k: 1e3, m: 1e6, b: 1e9 };

/** Digits plain, or in groups (`12,345`, `1_000`, `1 234 567`, `12,34,567`), then a fraction, then a suffix. */
const NUMBER = /^\+?(\d+|\d{1,3}([,_' \u00a0\u202f])(?:\d{2,3}\2)*\d{3})(\.\d+)?\s?([kmb])?$/i;

/**
 * A count as people write it: `12345`, `12,345`, `12.3M`, `1.2k`, `1_000`. `null` for blank and for "n/a".
 * `undefined` when it is not a whole number from 0 to 2^53 - 1.
 */
export function parseCount(value: unknown): number | null | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const text = value.trim();
  if (UNKNOWN.has(text.toLowerCase())) return null;
  const [, digits, , fraction = '', suffix = ''] = NUMBER.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const plain = Number(digits.replace(/\D/g, '') + fraction);
  const factor = FACTORS[suffix.toLowerCase()];
  const count = factor === undefined ? plain : Math.round(plain * factor);
  return Number.isSafeInteger(count) ? count : undefined;
}

/** The count of a field that matters. Throws `RowError` when it is there and cannot be read. */
export function readCount(field: string, value: unknown): number | null {
  const count = parseCount(value);
  if (count === undefined) throw new RowError(`${field}: ${quote(value)} is not a count`);
  return count;
}

/** The count of a post: hidden (`-1`), absent and unreadable are all `null`. */
export function readPostCount(value: unknown): number | null {
  return parseCount(value) ?? null;
}
