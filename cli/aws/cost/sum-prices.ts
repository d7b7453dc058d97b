import type { Price } from './billable.ts';

export interface Total {
  /** Sum of the known prices. */
  hour: number;
  month: number;
  /** Whether a price is unknown: then the sum is a minimum. */
  atLeast: boolean;
}

export function sumPrices(prices: readonly Price[]): Total {
  return {
    hour: prices.reduce((total, { hour }) => total + (hour ?? 0), 0),
    month: prices.reduce((total, { month }) => total + (month ?? 0), 0),
    atLeast: prices.some(({ hour, month }) => hour === null || month === null),
  };
}
