/** Formats numbers, dates and outside text for the pages. Also used in the browser. */

const WHOLE = new Intl.NumberFormat('en');
const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `12,345`. */
export function formatCount(count: number): string {
  return WHOLE.format(count);
}

/** At most four characters and a suffix: `950`, `12.3k`, `1.2M`. */
export function formatShortCount(count: number): string {
  for (const [factor, suffix] of [
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (count < factor * 0.9995) continue;
    const value = count / factor;
    return `${value < 99.95 ? trimZero(value.toFixed(1)) : value.toFixed(0)}${suffix}`;
  }
  return String(Math.round(count));
}

/** A ratio in percent: `3.1%`; small ones keep two significant digits. */
export function formatRate(rate: number): string {
  const percent = rate * 100;
  if (percent === 0) return '0%';
  if (percent >= 1_000) return `${WHOLE.format(Math.round(percent))}%`;
  return `${trimZero(percent < 1 ? percent.toPrecision(2) : percent.toFixed(1))}%`;
}

/** `+2.4%`, with a real minus sign. */
export function formatChange(rate: number): string {
  return `${rate < 0 ? '−' : '+'}${formatRate(Math.abs(rate))}`;
}

/** `12 Mar 2026` from ISO 8601 or epoch milliseconds; the text itself when it is no date. */
export function formatDay(time: string | number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : DAY.format(date);
}

/** Outside text on one line, without control characters and direction overrides. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}

function trimZero(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
