import type { Event } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';
import type { Aws } from '../aws.ts';
import { askLimits } from './ask-limits.ts';
import { askVersionSupport } from './ask-version-support.ts';
import { readClusterPlan } from './cluster-plan.ts';
import type { InstancePlan } from './instance-plan.ts';
import type { LimitCheck } from './limits.ts';
import type { Existing, PlannedCost } from './planned-costs.ts';
import { plannedCosts, usageRemarks } from './planned-costs.ts';
import type { Prices } from './prices.ts';
import type { Total } from './sum-prices.ts';
import { sumPrices } from './sum-prices.ts';
import { supportPrice } from './support-price.ts';
import type { VersionSupport } from './version-support.ts';
import { describeSupport } from './version-support.ts';

export interface SpendingRequest {
  aws: Aws;
  /** The parsed ClusterConfig for eksctl. */
  config: unknown;
  /** What the manifests ask AWS for. */
  instance: InstancePlan;
  existing: Existing;
  prices: Prices;
  clock(): number;
  signal: AbortSignal;
}

/** What `up` would create, its cost, and the account limits. */
export interface SpendingPlan {
  cluster: string;
  account: string;
  /** ARN of the credentials. */
  identity: string;
  region: string;
  support: VersionSupport;
  items: readonly PlannedCost[];
  /** Of everything, and of what does not exist yet. */
  total: Total;
  added: Total;
  /** Items without a known price. */
  unpriced: readonly string[];
  currency: string;
  limits: readonly LimitCheck[];
  /** The same as an event, followed by warnings. */
  events: readonly Event[];
}

/** Asks AWS for the facts of the plan. Changes nothing. Rejects with an `InfluscopeError`. */
export async function planSpending(request: SpendingRequest): Promise<SpendingPlan> {
  const { aws, existing, instance, prices, signal } = request;
  const cluster = readClusterPlan(request.config);
  const [{ account, arn }, support, limits] = await Promise.all([
    aws.identity(signal),
    askVersionSupport(aws, cluster.version, { now: request.clock(), signal }),
    askLimits(aws, { cluster, instance, existing, signal }),
  ]);
  const items = plannedCosts({ cluster, instance, existing, support, prices });
  const facts = {
    cluster: cluster.name,
    account,
    identity: arn,
    region: aws.region,
    support,
    items,
    total: sumPrices(items),
    added: sumPrices(items.filter(({ exists }) => !exists)),
    unpriced: [...new Set(items.filter(({ month }) => month === null).map(({ what }) => what))],
    currency: prices.currency,
    limits,
  };
  return { ...facts, events: tell(facts, cluster.support, prices) };
}

function tell(plan: Omit<SpendingPlan, 'events'>, policy: 'STANDARD' | 'EXTENDED', prices: Prices): Event[] {
  const support = describeSupport(plan.support, policy, supportPrice(prices, plan.region));
  const foreign =
    plan.region === prices.region
      ? []
      : [
          `The prices are for ${prices.region}, not for ${plan.region}. Set prices to a price list for that region`,
        ];
  return [
    event({
      type: 'spending',
      cluster: plan.cluster,
      account: plan.account,
      identity: plan.identity,
      region: plan.region,
      version: plan.support.version,
      items: plan.items.map(({ what, count, hour, month, exists }) => ({ what, count, hour, month, exists })),
      hour: plan.total.hour,
      month: plan.total.month,
      at_least: plan.total.atLeast,
      currency: plan.currency,
      prices_of: prices.checked,
      by_use: usageRemarks(prices, plan.region),
      limits: plan.limits.map(({ what, used, needed, allowed, fits }) => ({
        what,
        used,
        needed,
        allowed,
        fits,
      })),
    }),
    ...[...(support === null ? [] : [support]), ...foreign].map((message) =>
      event({ type: 'note', level: 'warn', code: 'cost', message }),
    ),
  ];
}
