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
const AMOUNT = /\d[\d_,]*(?:\.\d+)?\s*[kmb]?(?![a-z\d])|(?<!\.)\.\d+\s*[kmb]?(?![a-z\d])/gi;

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

/** Suggests a range of the first one or two numbers in the text. */
function faultOf(text: string, read: ReadNumber): RangeFault {
  const amounts = (text.match(AMOUNT) ?? [])
    .map((amount) => amount.replaceAll(/\s/g, '').replace(/[_,]+$/, ''))
    .filter((amount) => read(amount) !== undefined)
    .slice(0, 2)
    .sort((a, b) => (read(a) ?? 0) - (read(b) ?? 0));
  const [from, to] = amounts;
  const upTo = from !== undefined && to === undefined && /^\s*(?:<|\.\.|up to|under|below|max)/i.test(text);
  const suggestion = from === undefined ? null : upTo ? `..${from}` : `${from}..${to ?? ''}`;
  return { fault: `"${text}" is not a number or a range`, suggestion };
}

const FACTORS: Record<string, number> = { '': 1, k: 1e3, m: 1e6, b: 1e9 };

/** Parses a non-negative number as people write it, `1.5k`; `undefined` for anything else. */
export function parseAmount(text: string): number | undefined {
  const match = /^(\d[\d_,]*(?:\.\d+)?|\.\d+)\s*([kmb]?)$/i.exec(text.trim());
  const [, digits, suffix] = match ?? [];
  if (digits === undefined || suffix === undefined) return undefined;
  const value = Number(digits.replaceAll(/[_,]/g, '')) * (FACTORS[suffix.toLowerCase()] ?? 1);
  return Number(value.toPrecision(15));
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
