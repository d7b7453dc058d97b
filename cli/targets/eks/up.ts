import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createSweptAccount } from '#cli/aws/sweep/account.ts';
import { lockInstance } from '#cli/instance/lock.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event, note, warning } from '#cli/output/events/events.ts';
import { readKubernetesState } from '../kubernetes/state.ts';
import type { UpRequest } from '../target.ts';
import { awaitNodes } from './cluster/await-nodes.ts';
import { createInside, insideState } from './cluster/inside.ts';
import type { Preflight } from './cluster/preflight.ts';
import { runPreflight } from './cluster/preflight.ts';
import { provision } from './cluster/provision.ts';
import { refuseForeign } from './cluster/refuse-foreign.ts';
import { warnStillBilling } from './cluster/warn-still-billing.ts';
import type { Eks } from './eks.ts';
import { bringBackData } from './kept-data/bring-back-data.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { writeEksState } from './state.ts';

/**
 * Creates everything from an empty account to a search: cluster, nodes, add-ons, then the instance as on any cluster, its
 * load balancer and its DNS name. Each phase starts from what exists, so repeating the command continues.
 */
export async function* bringUp(eks: Eks, request: UpRequest): AsyncGenerator<Event> {
  if (request.until === 'serving') {
    // This repairs an instance; a missing cluster is not created for that.
    yield* (await eks.kubernetes(request.signal)).up(request);
    return;
  }
  using _lock = yield* lockInstance(join(eks.folder, 'lock'), request.signal);
  const found = yield* preflight(eks, request);
  const { action, aws } = found;
  if (request.flags?.dryRun && action.kind !== 'done') {
    yield note('dry_run', 'Without --dry-run this creates the cluster and deploys the instance');
    return;
  }
  remember(eks, found, found.facts.cluster?.arn ?? null);
  let provisioned = false;
  try {
    const { config } = found;
    const { repair = false, phaseTimeout: timeouts = {} } = request.flags ?? {};
    const { signal } = request;
    const { cluster } = yield* provision(eks, { aws, config, repair, timeouts, facts: found.facts, signal });
    if (cluster === null) throw new Error('a finished cluster has a control plane');
    provisioned = true;
    remember(eks, found, cluster.arn);
    writeKubeconfig(eks, cluster, aws.region);
    yield* forgetAnother(eks, cluster.endpoint);
    yield* awaitNodes(eks, { aws, config, signal });
    yield* bringBackData(eks, aws, signal);
    yield* bringUpInside(eks, request);
  } catch (error) {
    // A failed deployment has its own hint.
    const requested = request.signal.aborted && action.kind === 'create';
    if (request.signal.aborted || !provisioned) yield* warnStillBilling(aws, eks.name, requested);
    throw error;
  }
}

/** An interrupted preflight changes nothing, but an earlier run may have created resources. */
async function* preflight(eks: Eks, request: UpRequest): AsyncGenerator<Event, Preflight> {
  try {
    return yield* runPreflight(eks, request);
  } catch (error) {
    if (request.signal.aborted && eks.state() !== null) yield* warnStillBilling(await eks.aws(), eks.name);
    throw error;
  }
}

/** Deploys the current code and settings to the cluster that exists. */
export async function* deployInside(eks: Eks, request: UpRequest): AsyncGenerator<Event> {
  using _lock = yield* lockInstance(join(eks.folder, 'lock'), request.signal);
  const aws = await eks.aws();
  await refuseForeign(createSweptAccount(aws, { name: eks.name, region: aws.region }), request.signal);
  await eks.kubernetes(request.signal);
  yield* bringUpInside(eks, request);
}

async function* bringUpInside(eks: Eks, request: UpRequest): AsyncGenerator<Event> {
  const aws = await eks.aws();
  const inside = createInside(eks, aws);
  try {
    for await (const one of inside.up(request)) {
      if (one.type !== 'ready') yield one;
      else yield event({ ...one, target: 'eks', aws_requests: aws.calls().length });
    }
  } finally {
    inside.close?.();
  }
}

/** Runs before anything bills, so that a later `up` or `down` knows where to look. */
function remember(eks: Eks, { aws, identity, agreed }: Preflight, cluster: string | null): void {
  const known = eks.state();
  writeEksState(join(eks.folder, 'target.json'), {
    v: 1,
    target: 'eks',
    region: aws.region,
    account: identity.account,
    cluster,
    first_up: known?.first_up ?? new Date(eks.clock()).toISOString(),
    agreed: agreed ?? known?.agreed ?? null,
  });
}

/** The remembered state does not apply to a new cluster of the same name. */
function* forgetAnother(eks: Eks, endpoint: string | null): Generator<Event> {
  const path = insideState(eks);
  const known = readKubernetesState(path);
  if (known === null || known.server === endpoint) return;
  rmSync(path, { force: true });
  yield warning('cluster_new', `The cluster is new. Discarding the state recorded for ${known.server}`);
}
