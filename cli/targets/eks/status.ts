import { NotReadyError } from '#cli/errors.ts';
import type { Event, InstanceState } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';
import type { StatusRequest } from '../target.ts';
import { readClusterConfig } from './cluster/cluster-config.ts';
import { gatherFacts } from './cluster/facts.ts';
import type { Action } from './cluster/next-action.ts';
import { nextAction } from './cluster/next-action.ts';
import type { Eks } from './eks.ts';

/** Status of the instance, or of its cluster while that is incomplete. */
export async function* describeStatus(eks: Eks, request: StatusRequest): AsyncGenerator<Event> {
  try {
    for await (const one of (await eks.kubernetes(request.signal)).status(request))
      yield one.type === 'status' ? { ...one, target: 'eks' } : one;
  } catch (error) {
    if (!(error instanceof NotReadyError) || error.code !== 'platform_absent') throw error;
    yield await describeCluster(eks, request.signal);
  }
}

async function describeCluster(eks: Eks, signal: AbortSignal): Promise<Event> {
  const { config } = readClusterConfig(eks);
  const aws = await eks.aws();
  const facts = await gatherFacts(aws, eks.name, { config, signal });
  const action = nextAction(facts, config, eks.name);
  const { state, message } = describeAction(action, aws.region);
  const checks = facts.stacks.map(({ name, status, reason }) => ({
    name,
    ok: /^(?:CREATE|UPDATE)_COMPLETE$/.test(status),
    detail: [status, reason].filter(Boolean).join(': '),
    hint: null,
  }));
  return event({
    type: 'status',
    name: eks.name,
    target: 'eks',
    state,
    message,
    url: null,
    pid: null,
    version: facts.cluster?.version ?? null,
    started_at: null,
    services: [],
    ready: false,
    checks,
    documents: null,
    queues: [],
    rss_bytes: null,
    stores: [],
  });
}

function describeAction(action: Action, region: string): { state: InstanceState; message: string } {
  if (action.kind === 'create')
    return { state: 'absent', message: `does not exist: there is no cluster in ${region}` };
  if (action.kind === 'broken')
    return {
      state: 'unresponsive',
      message: `cannot be used: ${action.problem.what}. For the cause: influscope up`,
    };
  if (action.kind === 'wait') return { state: 'starting', message: `is being created: ${action.what}` };
  return { state: 'starting', message: 'is incomplete. To finish it: influscope up' };
}
