import type { Range } from './tree.ts';

export type ReadNumber = (text: string) => number | undefined;

/** Why a text is not a range, and a suggestion; `null` without one. */
export interface RangeFault {
  fault: string;
  suggestion: string | null;
}

const COMPARISON = /^(>=|<=|≥|≤|>|<|=)\s*(.*)$/s;
const DOTS = /^(.*?)\s*(?:\.\.+|…)\s*(.*)$/s;
const HYPHEN = /^(\d+(?:[.,_]\d+)*\s*[a-z]?)\s*[-–]\s*(\d+(?:[.,_]\d+)*\s*[a-z]?)$/i;
/** A number that is no part of a longer word or number, with its sign. */
const AMOUNT =
  /(?<![\p{L}\d]|\d[.,])(?<sign>[-−]?)(?<digits>\d[\d_,.]*(?<![.,_])|\.\d+)\s*(?<suffix>[kmb]?)(?![\p{L}\d])/giu;

/**
 * Reads `10k..1M`, `10k-1M`, `3..`, `..500`, `>3`, `>=3`, `<3`, `<=3`, `=3`, `10k+`, or a single number, which is that or
 * more.
 */
export function parseRange(text: string, read: ReadNumber = parseAmount): { range: Range } | RangeFault {
  const plain = text.trim();
  const compared = COMPARISON.exec(plain);
  if (compared) return readComparison(plain, compared, read);
  const parts = HYPHEN.exec(plain) ?? DOTS.exec(plain);
  if (!parts) {
    const min = read(plain.replace(/\s*\+$/, ''));
    return min === undefined ? faultOf(plain, read) : { range: { min } };
  }
  const [, from = '', to = ''] = parts;
  const min = from === '' ? null : read(from);
  const max = to === '' ? null : read(to);
  if (min === undefined || max === undefined || (min === null && max === null)) return faultOf(plain, read);
  if (min !== null && max !== null && min > max) {
    return { fault: `the minimum of "${plain}" exceeds its maximum`, suggestion: `${to}..${from}` };
  }
  return { range: { ...(min !== null && { min }), ...(max !== null && { max }) } };
}

function readComparison(
  plain: string,
  [, sign = '', rest = '']: RegExpExecArray,
  read: ReadNumber,
): { range: Range } | RangeFault {
  const value = read(rest);
  if (value === undefined) return faultOf(plain, read);
  switch (sign) {
    case '>':
      return { range: { above: value } };
    case '<':
      return { range: { below: value } };
    case '=':
      return { range: { min: value, max: value } };
    default:
      return { range: sign === '>=' || sign === '≥' ? { min: value } : { max: value } };
  }
}

/** Suggests a range of the first one or two numbers in the text; of none that would mean something else. */
function faultOf(text: string, read: ReadNumber): RangeFault {
  const fault = `"${text}" is not a number or a range`;
  const takesSign = read('-1') !== undefined;
  const amounts = [...text.replaceAll(/\.{2,}|…/g, ' .. ').matchAll(AMOUNT)].map((match) => {
    const { sign = '', digits = '', suffix = '' } = match.groups ?? {};
    // `2,5` is two and a half.
    return (takesSign && sign ? '-' : sign) + digits.replace(/^(\d+),(\d{1,2})$/, '$1.$2') + suffix;
  });
  const values = amounts.slice(0, 2).map((amount) => ({ amount, value: read(amount) }));
  const isUnclear = values.some(({ value }) => value === undefined);
  const [from, to] = values.sort((a, b) => (a.value ?? 0) - (b.value ?? 0)).map(({ amount }) => amount);
  if (from === undefined || isUnclear) return { fault, suggestion: null };
  const upTo = to === undefined && /^\s*(?:<|\.\.|up to|under|below|max)/i.test(text);
  return { fault, suggestion: upTo ? `..${from}` : `${from}..${to ?? ''}` };
}

const FACTORS: Record<string, number> = { '': 1, k: 1e3, m: 1e6, b: 1e9 };
/** Thousands are separated by commas or spaces; an underscore can stand between any digits. */
const DIGITS = /^(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+|\d[\d_]*)$/;

/** Parses a non-negative number as people write it, `1.5k`; `undefined` for anything else. */
export function parseAmount(text: string): number | undefined {
  const [, whole = '', fraction = '', suffix = ''] =
    /^([\d_,\s]*)(\.\d+)?\s*([kmb]?)$/i.exec(text.trim()) ?? [];
  const digits = whole.trim();
  if (digits === '' ? fraction === '' : !DIGITS.test(digits)) return undefined;
  const value = Number(digits.replaceAll(/[_,\s]/g, '') + fraction) * (FACTORS[suffix.toLowerCase()] ?? 1);
  return Number(value.toPrecision(15));
}

/** The same for a whole number, in which dots can separate thousands too: `10.000`. */
export function parseWhole(text: string): number | undefined {
  const plain = text.trim();
  return parseAmount(/^\d{1,3}(?:\.\d{3})+$/.test(plain) ? plain.replaceAll('.', '') : plain);
}

/** The shortest text that `parseAmount` reads as this number. */
export function formatAmount(value: number): string {
  if (value < 0) return `-${formatAmount(-value)}`;
  for (const [suffix, factor] of [
    ['B', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    const short = `${value / factor}${suffix}`;
    if (value >= factor && short.length < String(value).length && parseAmount(short) === value) return short;
  }
  const plain = String(value);
  return plain.includes('e')
    ? value.toLocaleString('en', { useGrouping: false, maximumSignificantDigits: 17 })
    : plain;
}
