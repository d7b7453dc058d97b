import { formatRate } from '#lib/text/format-text.ts';

/** Formats of the pages. Also used in the browser. */
export { formatCount, formatRate, formatShortCount, oneLine } from '#lib/text/format-text.ts';

const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `+2.4%`, with a real minus sign. */
export function formatChange(rate: number): string {
  return `${rate < 0 ? '−' : '+'}${formatRate(Math.abs(rate))}`;
}

/** `12 Mar 2026` from ISO 8601 or epoch milliseconds; the text itself when it is no date. */
export function formatDay(time: string | number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : DAY.format(date);
}

/** Whole percent below 100; `null` for the highest value. */
export function formatPercentile(value: number): string | null {
  return value >= 100 ? null : String(Math.min(99, Math.round(value)));
}
