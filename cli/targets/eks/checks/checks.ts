import { join } from 'node:path';
import { askVersionSupport } from '#cli/aws/cost/ask-version-support.ts';
import { readClusterPlan } from '#cli/aws/cost/cluster-plan.ts';
import { readPrices } from '#cli/aws/cost/prices.ts';
import { supportPrice } from '#cli/aws/cost/support-price.ts';
import { describeSupport } from '#cli/aws/cost/version-support.ts';
import type { Event } from '#cli/output/events/events.ts';
import type { Check, CheckResult } from '#cli/targets/check.ts';
import { fail, ok, runInTurn, warn } from '#cli/targets/check.ts';
import type { Bounds } from '#cli/targets/target.ts';
import { readClusterConfig } from '../cluster/cluster-config.ts';
import { findExistingParts } from '../cluster/existing-parts.ts';
import { describeControlPlane, gatherFacts } from '../cluster/facts.ts';
import { placeInZones } from '../cluster/placement.ts';
import type { Eks } from '../eks.ts';
import { askAwsVersion } from '../eksctl/aws-version.ts';
import { askEksctlVersion } from '../eksctl/eksctl-version.ts';
import { checkBoundary } from './boundary.ts';
import { checkClock } from './clock.ts';
import { checkLimits } from './limits.ts';
import { checkPermissions, readPolicy } from './permissions.ts';
import { checkRegion } from './region.ts';

/** Checks everything that `up` needs, then the cluster itself, if it exists. */
export async function* runChecks(eks: Eks, request: Bounds): AsyncGenerator<Event> {
  const { signal } = request;
  const checks: Check[] = [
    ['eksctl', async () => ok(await askEksctlVersion(eks.env, signal))],
    ['aws', async () => ok(await askAwsVersion(eks.env, signal))],
    ['identity', () => checkIdentity(eks, signal)],
    ['clock', async () => checkClock(await eks.aws(), eks.clock, signal)],
    ['region', async () => checkRegion(await eks.aws(), signal)],
    ['instance types', () => checkPlace(eks, signal)],
    ['permissions', () => checkRights(eks, signal)],
    ['boundary', async () => checkBoundary(await eks.aws(), eks.name, signal)],
    ['limits', () => checkRoom(eks, signal)],
    ['version', () => checkVersion(eks, signal)],
  ];
  // Without an identity every other check would fail too.
  if (!(yield* runInTurn(checks, signal, 'identity'))) return;
  const cluster = await describeControlPlane(await eks.aws(), eks.name, signal);
  if (cluster?.status === 'ACTIVE') yield* (await eks.kubernetes(signal)).checks(request);
}

async function checkIdentity(eks: Eks, signal: AbortSignal): Promise<CheckResult> {
  const aws = await eks.aws();
  const { account, arn } = await aws.identity(signal);
  const told = `${arn}, account ${account}, ${aws.region}`;
  if (!arn.endsWith(':root')) return ok(told);
  return warn(`${told}: the root user has no restrictions`, {
    text: 'use a role with the policy of docs/eks-policy.json',
  });
}

async function checkPlace(eks: Eks, signal: AbortSignal): Promise<CheckResult> {
  const read = readClusterConfig(eks);
  const types = readClusterPlan(read.config).nodeGroups.map(
    ({ instanceType }) => instanceType ?? 'chosen later',
  );
  const zones = await placeInZones(await eks.aws(), { read, subnets: [], data: null, signal });
  const where = zones === null ? `in all zones of ${read.path}` : `in ${zones[0]}`;
  return ok(`${[...new Set(types)].join(', ')} offered ${where}`);
}

async function checkRights(eks: Eks, signal: AbortSignal): Promise<CheckResult> {
  return checkPermissions(await eks.aws(), { policy: readPolicy(eks.root), name: eks.name, signal });
}

async function checkRoom(eks: Eks, signal: AbortSignal): Promise<CheckResult> {
  const aws = await eks.aws();
  const { config } = readClusterConfig(eks);
  const facts = await gatherFacts(aws, eks.name, { config, signal });
  return checkLimits(aws, {
    cluster: readClusterPlan(config),
    existing: await findExistingParts(aws, { name: eks.name, config, facts }, signal),
    manifests: join(eks.root, 'manifests'),
    serviceType: eks.settings.values.service_type,
    signal,
  });
}

async function checkVersion(eks: Eks, signal: AbortSignal): Promise<CheckResult> {
  const aws = await eks.aws();
  const { version, support: policy } = readClusterPlan(readClusterConfig(eks).config);
  const prices = readPrices(eks.root, eks.settings.values.prices);
  const running = await describeControlPlane(aws, eks.name, signal);
  const support = await askVersionSupport(aws, running?.version ?? version, { now: eks.clock(), signal });
  const told = describeSupport(support, policy, supportPrice(prices, aws.region));
  if (told === null) return ok(`Kubernetes ${support.version} is in standard support`);
  const fix = { text: 'change metadata.version in cluster_config' };
  return support.phase === 'ended' ? fail(told, fix) : warn(told, fix);
}
