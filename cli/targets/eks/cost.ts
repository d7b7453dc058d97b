import type { Aws } from '../../aws/aws.ts';
import { askVersionSupport } from '../../aws/cost/ask-version-support.ts';
import { billFor } from '../../aws/cost/bill.ts';
import { HOURS_A_MONTH } from '../../aws/cost/billable.ts';
import { listPublicAddresses } from '../../aws/cost/list-public-addresses.ts';
import { usageRemarks } from '../../aws/cost/planned-costs.ts';
import type { Prices } from '../../aws/cost/prices.ts';
import { describeSupport } from '../../aws/cost/version-support.ts';
import { isNotFound } from '../../aws/errors.ts';
import type { AwsResource } from '../../aws/sweep/resource.ts';
import type { Event } from '../../output/events.ts';
import { event, warning } from '../../output/events.ts';
import { formatMoney } from '../../output/format-money.ts';

export interface CostOptions {
  aws: Aws;
  /** The cluster's name. */
  name: string;
  /** When `up` was first run for it; epoch milliseconds, `null` where nobody remembers. */
  firstUp: number | null;
  /** Everything that is the cluster's own. */
  list(signal: AbortSignal): Promise<readonly AwsResource[]>;
  prices: Prices;
  clock(): number;
  signal: AbortSignal;
}

/** One `cost` event about what AWS has there now, then a warning for each thing to think of. */
export async function* describeCost(options: CostOptions): AsyncGenerator<Event> {
  const { aws, name, prices, signal } = options;
  const now = options.clock();
  const [{ account }, owned, support] = await Promise.all([
    aws.identity(signal),
    options.list(signal),
    askClusterSupport(options, now),
  ]);
  const resources = [...owned, ...(await listPublicAddresses(aws, owned, signal))];
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
    at_least: total.atLeast,
    spent,
    currency: prices.currency,
    prices_of: prices.checked,
    by_use: usageRemarks(prices, aws.region),
  });
  const extra = formatMoney(
    aws.region === prices.region ? prices.eks_extended_support_extra_hour * HOURS_A_MONTH : null,
    prices.currency,
  );
  const told = support === null ? null : describeSupport(support.judged, support.policy, extra);
  if (told !== null) yield warning('cost', told);
}

/** How the version stands that the cluster runs now; `null` without a cluster. */
async function askClusterSupport({ aws, name, signal }: CostOptions, now: number) {
  try {
    const { cluster } = await (await aws.eks()).describeCluster({ name }, { abortSignal: signal });
    if (cluster?.version === undefined) return null;
    const judged = await askVersionSupport(aws, cluster.version, { now, signal });
    // Without a policy of its own a cluster goes into extended support.
    const policy = cluster.upgradePolicy?.supportType === 'STANDARD' ? 'STANDARD' : 'EXTENDED';
    return { judged, policy } as const;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
