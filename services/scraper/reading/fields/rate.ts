import { foldDigits, parseAmount } from './count.ts';

/**
 * A rate as a ratio (0.031 is 3.1 %) from `3.1%`, `3,1 %`, or a plain number, which `inPercent` tells to be a
 * percentage. `null` for blank and for words such as `n/a`; `undefined` when it is no rate.
 */
export function parseRate(value: unknown, inPercent: boolean): number | null | undefined {
  if (typeof value === 'string' && value.includes('%')) {
    const [, digits] = /^[~≈<>]?\s*(\d+(?:[.,]\d+)?)\s*%$/.exec(foldDigits(value).trim()) ?? [];
    return digits === undefined ? undefined : Number(digits.replace(',', '.')) / 100;
  }
  const amount = parseAmount(value);
  if (typeof amount === 'string') return undefined;
  if (amount === null) return null;
  return inPercent ? Number((amount / 100).toPrecision(12)) : amount;
}
