import { quote, RowError } from './row-error.ts';

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;
/** Numbers below are seconds, above milliseconds: as seconds it is the year 5138, as milliseconds 1973. */
const SECONDS_BELOW = 100_000_000_000;
const MAX_TIME = 8_640_000_000_000_000;
const DAY_MS = 86_400_000;

/**
 * A date as epoch milliseconds: ISO 8601 (UTC unless it says otherwise), or epoch seconds or milliseconds.
 * `null` for blank, `undefined` when it cannot be read.
 */
export function parseDate(value: unknown): number | null | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const text = value.trim();
  if (text === '') return null;
  if (/^\d+(\.\d+)?$/.test(text)) return fromEpoch(Number(text));
  const [, day, time, zone = 'Z'] = ISO.exec(text) ?? [];
  if (day === undefined) return undefined;
  const ms = Date.parse(time === undefined ? `${day}T00:00Z` : `${day}T${time}${zone.toUpperCase()}`);
  return ms >= 0 ? ms : undefined;
}

function fromEpoch(value: number): number | undefined {
  const ms = Math.round(value < SECONDS_BELOW ? value * 1_000 : value);
  return ms >= 0 && ms <= MAX_TIME ? ms : undefined;
}

/** What dates are compared with. */
export interface DateContext {
  /** The date of rows that carry none, epoch milliseconds. */
  asOf: number | null;
  /** Epoch milliseconds. */
  now: number;
}

/** When the row was read: its own date, else `asOf`. Throws `RowError` when there is none, or a senseless one. */
export function readFetchedAt(value: unknown, { asOf, now }: DateContext): number {
  const own = parseDate(value);
  if (own === undefined) throw new RowError(`fetched_at: ${quote(value)} is not a date`);
  const date = own ?? asOf;
  if (date === null) throw new RowError('no date: add --as-of');
  if (date > now + DAY_MS) throw new RowError(`fetched_at: ${new Date(date).toISOString()} is in the future`);
  return date;
}
