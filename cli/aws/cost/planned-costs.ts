import type { Billable, Price } from './billable.ts';
import { describeBillable, priceOf } from './billable.ts';
import type { ClusterPlan } from './cluster-plan.ts';
import type { InstancePlan } from './instance-plan.ts';
import type { Prices } from './prices.ts';
import type { VersionSupport } from './version-support.ts';

/** Parts that exist and bill already. */
export interface Existing {
  cluster: boolean;
  /** Names of node groups. */
  nodeGroups: readonly string[];
  /** Volumes of data, kept ones included. */
  volumes: boolean;
  /** A load balancer. */
  balancer: boolean;
}

/** One line of the plan: a number of equal items, and their cost together. */
export interface PlannedCost extends Price {
  what: string;
  count: number;
  exists: boolean;
}

export interface PlannedCostsOptions {
  cluster: ClusterPlan;
  instance: InstancePlan;
  existing: Existing;
  support: VersionSupport;
  prices: Prices;
}

/** Everything that will bill by time after `up`, in the order of creation. */
export function plannedCosts(options: PlannedCostsOptions): PlannedCost[] {
  const { cluster, instance, existing, support, prices } = options;
  const line = (billable: Billable, count: number, exists: boolean, where = ''): PlannedCost[] => {
    if (count === 0) return [];
    const { hour, month } = priceOf(billable, prices, cluster.region);
    const what = `${describeBillable(billable)}${where}`;
    return [{ what, count, hour: times(hour, count), month: times(month, count), exists }];
  };
  // With STANDARD the cluster is upgraded and extended support never bills.
  const extended = support.phase === 'extended' && cluster.support === 'EXTENDED';
  return [
    ...line({ kind: 'control-plane', extended }, 1, existing.cluster),
    ...line({ kind: 'nat-gateway' }, cluster.natGateways, existing.cluster),
    ...line({ kind: 'public-address' }, cluster.natGateways, existing.cluster, ' of a NAT gateway'),
    ...cluster.nodeGroups.flatMap((group) => {
      const exists = existing.nodeGroups.includes(group.name);
      const { instanceType: type, spot, count, volume } = group;
      const instance: Billable =
        type === null
          ? { kind: 'other', what: 'instance of a type chosen later' }
          : { kind: 'instance', type, spot };
      return [
        ...line(instance, count, exists),
        ...line({ kind: 'volume', ...volume }, count, exists, ' of a node'),
        ...line({ kind: 'public-address' }, group.publicAddress ? count : 0, exists, ' of a node'),
      ];
    }),
    ...instance.volumes.flatMap(({ type, gib }) =>
      line({ kind: 'volume', type: type ?? 'unknown', gib }, 1, existing.volumes, ' of data'),
    ),
    ...instance.balancers.flatMap((type) => [
      ...line({ kind: 'balancer', type }, 1, existing.balancer),
      // It has one in each zone that has a public subnet of the cluster.
      ...line(
        { kind: 'public-address' },
        cluster.zones.length || 1,
        existing.balancer,
        ' of the load balancer',
      ),
    ]),
    ...cluster.others.flatMap((what) => line({ kind: 'other', what }, 1, existing.cluster)),
  ];
}

/** What bills by use, in words with its price. */
export function usageRemarks(prices: Prices, region: string): string[] {
  if (prices.region !== region) return [];
  const each = (amount: number) => `${amount} ${prices.currency}`;
  return [
    `traffic to the internet, ${each(prices.data_transfer_out_gb)} a GB`,
    `traffic through the load balancer, ${each(prices.classic_load_balancer_gb)} a GB`,
    `traffic between zones, ${each(prices.cross_zone_gb_each_way)} a GB each way`,
  ];
}

function times(amount: number | null, count: number): number | null {
  return amount === null ? null : amount * count;
}
