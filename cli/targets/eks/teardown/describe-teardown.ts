import type { Prices } from '#cli/aws/cost/prices.ts';
import { sumPrices } from '#cli/aws/cost/sum-prices.ts';
import { ownership } from '#cli/aws/sweep/ownership.ts';
import type { AwsResource, ClusterIdentity } from '#cli/aws/sweep/resource.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';
import { priceOfResource } from './receipt.ts';

export interface TeardownDescription {
  cluster: ClusterIdentity;
  account: string;
  /** ARN of the credentials. */
  identity: string;
  prices: Prices;
  keeps: (resource: AwsResource) => boolean;
}

/** The plan: what is deleted and what is kept, the proof that it belongs to the cluster, and its cost. */
export function describeTeardown(
  owned: readonly AwsResource[],
  { cluster, account, identity, prices, keeps }: TeardownDescription,
): EventOf<'teardown'> {
  const price = (resource: AwsResource) => priceOfResource(resource, prices, cluster.region);
  const total = sumPrices(owned.filter((resource) => !keeps(resource)).flatMap((one) => price(one) ?? []));
  return event({
    type: 'teardown',
    cluster: cluster.name,
    account,
    identity,
    region: cluster.region,
    resources: owned.map((resource) => ({
      kind: resource.kind,
      id: resource.id,
      name: resource.name,
      state: resource.state,
      action: keeps(resource) ? 'keep' : 'delete',
      owned_by: ownership(cluster, resource) ?? '',
      bills: price(resource) !== null,
      month: price(resource) === null ? 0 : (price(resource)?.month ?? null),
    })),
    month: total.month,
    at_least: total.atLeast,
    currency: prices.currency,
    prices_of: prices.checked,
  });
}
