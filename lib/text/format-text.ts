/** Figures and outside text as people read them, in the command line and on the pages. Also used in the browser. */

/** A whole number as `12,345`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
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
  if (percent >= 1_000) return `${formatCount(Math.round(percent))}%`;
  return `${trimZero(percent < 1 ? percent.toPrecision(2) : percent.toFixed(1))}%`;
}

/**
 * Outside text on one line, without what could drive a terminal: control characters, escape sequences and direction
 * overrides become a space.
 */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}

function trimZero(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
