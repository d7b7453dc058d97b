import type { Prices } from './prices.ts';

/** A resource that AWS bills by time. */
export type Billable =
  /** `extended`: its Kubernetes version is past standard support. */
  | { kind: 'control-plane'; extended: boolean }
  | { kind: 'instance'; type: string; spot?: boolean }
  | { kind: 'volume'; type: string; gib: number }
  | { kind: 'snapshot'; gib: number }
  | { kind: 'balancer'; type: 'classic' | 'network' | 'application' | 'gateway' }
  | { kind: 'nat-gateway' }
  /** A public IPv4 address, whatever holds it. */
  | { kind: 'public-address' }
  /** A resource with an unknown price. */
  | { kind: 'other'; what: string };

export interface Price {
  /** In the currency of the prices; `null` if unknown. */
  hour: number | null;
  month: number | null;
}

/** As AWS calculates: 8,760 hours per year. */
export const HOURS_A_MONTH = 730;

export const UNKNOWN_PRICE: Price = { hour: null, month: null };

/** Cost of one resource in a region, by time. A missing price is unknown, never guessed. */
export function priceOf(billable: Billable, prices: Prices, region: string): Price {
  if (prices.region !== region) return UNKNOWN_PRICE;
  switch (billable.kind) {
    case 'control-plane':
      return byHour(
        prices.eks_cluster_hour + (billable.extended ? prices.eks_extended_support_extra_hour : 0),
      );
    case 'instance':
      return byHour(billable.spot ? undefined : prices.ec2_hour[billable.type]);
    case 'volume':
      return byMonth(billable.type === 'gp3' ? prices.ebs_gp3_gb_month * billable.gib : undefined);
    case 'snapshot':
      return byMonth(prices.ebs_snapshot_gb_month * billable.gib);
    case 'balancer':
      return byHour(billable.type === 'classic' ? prices.classic_load_balancer_hour : undefined);
    case 'nat-gateway':
      return byHour(prices.nat_gateway_hour);
    case 'public-address':
      return byHour(prices.public_ipv4_hour);
    case 'other':
      return UNKNOWN_PRICE;
  }
}

/** Its name for a person. */
export function describeBillable(billable: Billable): string {
  switch (billable.kind) {
    case 'control-plane':
      return billable.extended ? 'EKS control plane, in extended support' : 'EKS control plane';
    case 'instance':
      return `${billable.type} instance${billable.spot ? ' (spot)' : ''}`;
    case 'volume':
      return `${billable.gib} GiB ${billable.type} volume`;
    case 'snapshot':
      return `snapshot of ${billable.gib} GiB`;
    case 'balancer':
      return `${billable.type} load balancer`;
    case 'nat-gateway':
      return 'NAT gateway';
    case 'public-address':
      return 'public IPv4 address';
    case 'other':
      return billable.what;
  }
}

function byHour(hour: number | undefined): Price {
  return hour === undefined ? UNKNOWN_PRICE : { hour, month: hour * HOURS_A_MONTH };
}

function byMonth(month: number | undefined): Price {
  return month === undefined ? UNKNOWN_PRICE : { hour: month / HOURS_A_MONTH, month };
}
