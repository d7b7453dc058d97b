import pLimit from 'p-limit';
import type { Aws } from '#cli/aws/aws.ts';
import { createSweptAccount } from '#cli/aws/sweep/account.ts';
import { takeInventory } from '#cli/aws/sweep/inventory.ts';
import { isFatal } from '#cli/aws/sweep/list-kinds.ts';
import type { ResourceKind } from '#cli/aws/sweep/resource.ts';
import { InfluscopeError } from '#cli/errors.ts';

/** Resources of a cluster in the other regions of the account. */
export interface Elsewhere {
  /** Regions with resources that bill. */
  found: { region: string; count: number }[];
  /** Regions that could not be checked completely, and why. One entry for all if the regions cannot be listed. */
  unseen: { region: string; why: string }[];
}

export interface LookElsewhereOptions {
  aws: Aws;
  name: string;
  /** AWS in another region; closed when done. */
  open: (region: string) => Aws;
  signal: AbortSignal;
}

/** Kinds that bill, and the stacks that make them. */
const KINDS: readonly ResourceKind[] = [
  'cluster',
  'stack',
  'instance',
  'volume',
  'classic-balancer',
  'balancer',
  'nat-gateway',
  'address',
];
const MAX_REGIONS_AT_ONCE = 6;

/** Looks for a cluster's resources in every other region that is enabled in the account. */
export async function lookElsewhere(options: LookElsewhereOptions): Promise<Elsewhere> {
  const { aws, signal } = options;
  const elsewhere: Elsewhere = { found: [], unseen: [] };
  let regions: string[];
  try {
    regions = await listRegions(aws, signal);
  } catch (error) {
    elsewhere.unseen.push({ region: 'all others', why: reasonOf(error, signal) });
    return elsewhere;
  }
  const limit = pLimit(MAX_REGIONS_AT_ONCE);
  const others = regions.filter((region) => region !== aws.region);
  await Promise.all(others.map((region) => limit(() => lookAt(region, options, elsewhere))));
  return elsewhere;
}

async function lookAt(
  region: string,
  { name, open, signal }: LookElsewhereOptions,
  { found, unseen }: Elsewhere,
): Promise<void> {
  const there = open(region);
  try {
    const account = createSweptAccount(there, { name, region });
    const inventory = await takeInventory(account, signal, KINDS);
    if (inventory.owned.length > 0) found.push({ region, count: inventory.owned.length });
    const [first] = inventory.unseen;
    if (first) unseen.push({ region, why: first.why.message });
  } catch (error) {
    unseen.push({ region, why: reasonOf(error, signal) });
  } finally {
    there.close();
  }
}

/** Enabled regions. */
async function listRegions(aws: Aws, signal: AbortSignal): Promise<string[]> {
  const { Regions = [] } = await (await aws.ec2()).describeRegions({}, { abortSignal: signal });
  return Regions.flatMap(({ RegionName }) => RegionName ?? []);
}

/** A region that refuses the credentials says nothing about the others. */
function reasonOf(error: unknown, signal: AbortSignal): string {
  signal.throwIfAborted();
  if (error instanceof InfluscopeError && (!isFatal(error) || error.code === 'aws_unreachable'))
    return error.message;
  if (error instanceof InfluscopeError && error.code === 'aws_credentials_invalid') return error.message;
  throw error;
}
