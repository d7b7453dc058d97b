import { formatMoney } from '#cli/output/text/format-money.ts';
import { HOURS_A_MONTH } from './billable.ts';
import type { Prices } from './prices.ts';

/** Extra cost of extended support per month, in words; `null` if the prices are for another region. */
export function supportPrice(prices: Prices, region: string): string | null {
  if (region !== prices.region) return null;
  return formatMoney(prices.eks_extended_support_extra_hour * HOURS_A_MONTH, prices.currency);
}
