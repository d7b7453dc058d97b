import type { Aws } from '#cli/aws/aws.ts';
import { askVersionSupport } from '#cli/aws/cost/ask-version-support.ts';
import { billFor } from '#cli/aws/cost/bill.ts';
import { listPublicAddresses } from '#cli/aws/cost/list-public-addresses.ts';
import { usageRemarks } from '#cli/aws/cost/planned-costs.ts';
import type { Prices } from '#cli/aws/cost/prices.ts';
import { readPrices } from '#cli/aws/cost/prices.ts';
import { supportPrice } from '#cli/aws/cost/support-price.ts';
import { describeSupport } from '#cli/aws/cost/version-support.ts';
import { isNotFound } from '#cli/aws/errors.ts';
import { createSweptAccount } from '#cli/aws/sweep/account.ts';
import { takeInventory } from '#cli/aws/sweep/inventory.ts';
import type { AwsResource, ResourceKind } from '#cli/aws/sweep/resource.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event, warning } from '#cli/output/events/events.ts';
import type { Bounds } from '../target.ts';
import type { Eks } from './eks.ts';

export interface CostOptions {
  aws: Aws;
  /** The cluster's name. */
  name: string;
  /** Time of the first `up`; epoch milliseconds, `null` if unknown. */
  firstUp: number | null;
  /** Resources of the cluster. */
  owned: readonly AwsResource[];
  /** Whether some resources could not be listed. */
  incomplete: boolean;
  prices: Prices;
  clock(): number;
  signal: AbortSignal;
}

/** Kinds that bill by time. */
const BILLED_KINDS: readonly ResourceKind[] = [
  'cluster',
  'instance',
  'volume',
  'classic-balancer',
  'balancer',
  'nat-gateway',
  'address',
  'log-group',
];

/** The cost of the instance, from its resources in AWS, with a warning for each kind that could not be listed. */
export async function* tellCost(eks: Eks, { signal }: Bounds): AsyncGenerator<Event> {
  const aws = await eks.aws();
  const { name, clock } = eks;
  const account = createSweptAccount(aws, { name, region: aws.region });
  const { owned, unseen } = await takeInventory(account, signal, BILLED_KINDS);
  const firstUp = eks.state()?.first_up ?? null;
  yield* describeCost({
    aws,
    name,
    firstUp: firstUp === null ? null : Date.parse(firstUp),
    owned,
    incomplete: unseen.length > 0,
    prices: readPrices(eks.root, eks.settings.values.prices),
    clock,
    signal,
  });
  for (const { kind, why } of unseen)
    yield warning('cost_unseen', `The cost excludes every ${kind}: ${why.message}`);
}

/** One `cost` event for the existing resources, then warnings. */
export async function* describeCost(options: CostOptions): AsyncGenerator<Event> {
  const { aws, name, owned, prices, signal } = options;
  const now = options.clock();
  const [{ account }, addresses, support] = await Promise.all([
    aws.identity(signal),
    listPublicAddresses(aws, owned, signal),
    askClusterSupport(options, now),
  ]);
  const resources = [...owned, ...addresses];
  const oldest = Math.min(...resources.flatMap(({ createdAt }) => createdAt ?? []), now);
  const since = options.firstUp ?? oldest;
  const extended = support !== null && support.judged.phase === 'extended' && support.policy === 'EXTENDED';
  const { items, total, spent } = billFor(resources, { prices, region: aws.region, extended, since, now });
  yield event({
    type: 'cost',
    cluster: name,
    account,
    region: aws.region,
    since: new Date(since).toISOString(),
    items: items.map(({ createdAt, ...item }) => ({
      ...item,
      created_at: createdAt === null ? null : new Date(createdAt).toISOString(),
    })),
    hour: total.hour,
    month: total.month,
    at_least: total.atLeast || options.incomplete,
    spent,
    currency: prices.currency,
    prices_of: prices.checked,
    by_use: usageRemarks(prices, aws.region),
  });
  const told =
    support === null
      ? null
      : describeSupport(support.judged, support.policy, supportPrice(prices, aws.region));
  if (told !== null) yield warning('cost', told);
}

/** Support of the cluster's version; `null` without a cluster. */
async function askClusterSupport({ aws, name, signal }: CostOptions, now: number) {
  try {
    const { cluster } = await (await aws.eks()).describeCluster({ name }, { abortSignal: signal });
    if (cluster?.version === undefined) return null;
    const judged = await askVersionSupport(aws, cluster.version, { now, signal });
    // The default of EKS is extended support.
    const policy = cluster.upgradePolicy?.supportType === 'STANDARD' ? 'STANDARD' : 'EXTENDED';
    return { judged, policy } as const;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
