import type { AwsResource } from '../sweep/resource.ts';
import type { Price } from './billable.ts';
import { describeBillable, HOURS_A_MONTH, priceOf } from './billable.ts';
import { billableOf } from './billable-of.ts';
import type { Prices } from './prices.ts';
import type { Total } from './sum-prices.ts';
import { sumPrices } from './sum-prices.ts';

/** One resource that bills now, and what it has cost. */
export interface BilledItem extends Price {
  id: string;
  what: string;
  /** Epoch milliseconds; `null` if unknown. */
  createdAt: number | null;
  /** Since its creation or since `since`, whichever is later; `null` without a price. */
  spent: number | null;
}

export interface Bill {
  items: readonly BilledItem[];
  total: Total;
  /** Sum of all known amounts. */
  spent: number;
}

export interface BillOptions {
  prices: Prices;
  region: string;
  /** Whether the cluster's version is past standard support. */
  extended: boolean;
  /** Start of the calculation; epoch milliseconds. */
  since: number;
  now: number;
}

const HOUR_MS = 3_600_000;

/** The cost of existing resources, without deleted resources and without what bills by use. */
export function billFor(resources: readonly AwsResource[], options: BillOptions): Bill {
  const { prices, region, extended, since, now } = options;
  const items = resources.flatMap((resource): BilledItem[] => {
    const billable = billableOf(resource, extended);
    if (billable === null) return [];
    const price = priceOf(billable, prices, region);
    const { id, name, createdAt } = resource;
    const from = Math.max(createdAt ?? since, since);
    const hours = Math.max(0, now - from) / HOUR_MS;
    const hourly = price.hour ?? (price.month === null ? null : price.month / HOURS_A_MONTH);
    const what = `${describeBillable(billable)}${name === id ? '' : ` ${name}`}`;
    return [{ id, what, createdAt, ...price, spent: hourly === null ? null : hourly * hours }];
  });
  return {
    items: items.toSorted((a, b) => (b.month ?? 0) - (a.month ?? 0)),
    total: sumPrices(items),
    spent: items.reduce((sum, { spent }) => sum + (spent ?? 0), 0),
  };
}
