/** Parsers of option values. Each throws an `Error` that says what is expected. */

import { durationOf } from '#lib/duration.ts';

/** `30s`, `5m`, `2h`, `1d`, `500ms`; a bare number is seconds. Returns milliseconds. */
export function parseDuration(text: string): number {
  const ms = durationOf(text);
  if (ms !== null && ms <= 2_147_483_647) return ms;
  throw new Error('Expected a duration such as 30s, 5m or 2h.');
}

/** A whole number within bounds. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new Error(`Expected a whole number from ${min} to ${max}.`);
  };
}

/** A date (`2026-03-01`), a date with time, or epoch milliseconds. Returns epoch milliseconds. */
export function parseDate(text: string): number {
  const value = /^\d{12,14}$/.test(text)
    ? Number(text)
    : /^\d{4}-\d\d/.test(text)
      ? Date.parse(text)
      : Number.NaN;
  if (value >= 0) return value;
  throw new Error('Expected a date such as 2026-03-01 or 2026-03-01T12:00:00Z.');
}

/** A point in time: a duration before now, or a date. */
export function parseSince(text: string): { agoMs: number } | { at: number } {
  try {
    return { agoMs: parseDuration(text) };
  } catch {
    try {
      return { at: parseDate(text) };
    } catch {
      throw new Error('Expected a duration such as 10m, or a date.');
    }
  }
}

/** `field=column`. */
export function parseMapping(text: string): string {
  if (/^[^=\s]+=.+$/.test(text)) return text;
  throw new Error('Expected field=column, e.g. username=login.');
}

/** `cluster=20m,nodes=10m`, with these names. Returns milliseconds by name. */
export function durationsOf<T extends string>(
  names: readonly T[],
): (text: string) => Partial<Record<T, number>> {
  return (text) => {
    const found: Partial<Record<T, number>> = {};
    for (const pair of text.split(',')) {
      const [name, duration = ''] = pair.trim().split('=');
      const known = names.find((one) => one === name);
      if (known === undefined) throw new Error(`Expected name=duration, with a name of ${names.join(', ')}.`);
      found[known] = parseDuration(duration);
    }
    return found;
  };
}
