import { formatMoney } from '#cli/output/text/format-money.ts';
import { HOURS_A_MONTH } from './billable.ts';
import type { Prices } from './prices.ts';

/** What extended support adds a month, in words; `null` where the prices are not of the region. */
export function supportPrice(prices: Prices, region: string): string | null {
  if (region !== prices.region) return null;
  return formatMoney(prices.eks_extended_support_extra_hour * HOURS_A_MONTH, prices.currency);
}
