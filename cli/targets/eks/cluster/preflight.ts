import { join } from 'node:path';
import type { Aws, AwsIdentity } from '#cli/aws/aws.ts';
import { confirmSpending } from '#cli/aws/cost/confirm-spending.ts';
import { planSpending } from '#cli/aws/cost/plan-spending.ts';
import { readPrices } from '#cli/aws/cost/prices.ts';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import type { Event } from '#cli/output/events/events.ts';
import { step } from '#cli/output/events/events.ts';
import type { UpRequest } from '#cli/targets/target.ts';
import type { Eks } from '../eks.ts';
import { askEksctlVersion } from '../eksctl/eksctl-version.ts';
import { keptVolumes, zoneOf } from '../kept-data/kept-volumes.ts';
import { requireKeptCredentials } from '../kept-data/require-kept-credentials.ts';
import { readInstancePlan } from '../read-instance-plan.ts';
import { refuseAnotherAccount } from '../refuse-another-account.ts';
import { boundRoles } from './bound-roles.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { placeCluster, readClusterConfig } from './cluster-config.ts';
import { findExistingParts } from './existing-parts.ts';
import { explainProblem } from './explain-problem.ts';
import type { EksFacts } from './facts.ts';
import { gatherFacts } from './facts.ts';
import { findBoundary } from './find-boundary.ts';
import type { Action } from './next-action.ts';
import { nextAction } from './next-action.ts';
import { placeInZones } from './placement.ts';

export interface Preflight {
  aws: Aws;
  identity: AwsIdentity;
  facts: EksFacts;
  action: Action;
  /** The configuration for eksctl. */
  config: ClusterConfig;
  /** The agreed cost in US dollars per month; `null` without consent. */
  agreed: number | null;
}

/**
 * Every check before anything is created: identity, existing resources, tools, region and cost. Changes nothing.
 */
export async function* runPreflight(eks: Eks, request: UpRequest): AsyncGenerator<Event, Preflight> {
  const { signal } = request;
  const checking = step('preflight', 'Checking the account', eks.clock);
  yield checking.started;
  const read = readClusterConfig(eks);
  const aws = await eks.aws();
  const identity = await aws.identity(signal);
  refuseAnotherAccount(eks, identity);
  const facts = await gatherFacts(aws, eks.name, { config: read.config, signal });
  const action = nextAction(facts, read.config, eks.name);
  if (action.kind === 'broken' && !(request.flags?.repair && action.problem.remove))
    throw await explainProblem(aws, action.problem, signal);
  const config = await place(aws, eks, { facts, action, signal });
  if (action.kind !== 'done') await askEksctlVersion(eks.env, signal);
  yield checking.done(
    `Account ${identity.account}, ${aws.region}: ${action.kind === 'done' ? 'the cluster exists' : describeAction(action)}`,
  );
  const agreed = yield* agree(eks, request, { aws, config, facts });
  return { aws, identity, facts, action, config, agreed };
}

function describeAction(action: Action): string {
  if (action.kind === 'create') return 'a cluster will be created';
  if (action.kind === 'wait') return `waiting for ${action.what}`;
  if (action.kind === 'broken') return action.problem.what;
  return 'the cluster is incomplete; its creation will continue';
}

interface Found {
  facts: EksFacts;
  action: Action;
  signal: AbortSignal;
}

/** Zones are chosen only if nodes or subnets will be created. */
async function place(aws: Aws, eks: Eks, { facts, action, signal }: Found): Promise<ClusterConfig> {
  const read = readClusterConfig(eks);
  const makes = action.kind !== 'done' && action.kind !== 'addons';
  const subnets = facts.cluster?.status === 'ACTIVE' ? facts.cluster.subnets : [];
  const kept = makes ? await keptVolumes(aws, eks.name, signal) : [];
  // An existing cluster may hold them.
  if (kept.length > 0 && facts.cluster === null) requireKeptCredentials(eks.folder, kept);
  const data = zoneOf(kept);
  const zones = makes ? await placeInZones(aws, { read, subnets, data, signal }) : null;
  const boundary = action.kind === 'done' ? null : await findBoundary(aws, eks.name, signal);
  const placed = placeCluster(read.config, eks.name, {
    region: aws.region,
    version: facts.cluster?.status === 'ACTIVE' ? facts.cluster.version : null,
    zones,
  });
  return boundRoles(placed, boundary);
}

/** Shows the cost, and asks once. */
async function* agree(
  eks: Eks,
  { consent, signal, flags }: UpRequest,
  { aws, config, facts }: { aws: Aws; config: ClusterConfig; facts: EksFacts },
): AsyncGenerator<Event, number | null> {
  const { values } = eks.settings;
  const plan = await planSpending({
    aws,
    config,
    instance: readInstancePlan(
      readManifests(join(eks.root, 'manifests')).flatMap(({ objects }) => objects),
      { serviceType: values.service_type, storageClass: values.storage_class },
    ),
    existing: await findExistingParts(aws, { name: eks.name, config, facts }, signal),
    prices: readPrices(eks.root, values.prices),
    clock: eks.clock,
    signal,
  });
  yield* plan.events;
  const remembered = eks.state()?.agreed ?? null;
  if (flags?.dryRun) return remembered;
  const agreement = { ...(consent ?? { yes: false, ask: null }), maxMonthlyCost: values.max_monthly_cost };
  return confirmSpending(plan, agreement, remembered);
}
