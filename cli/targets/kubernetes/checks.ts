import type { Event } from '#cli/output/events/events.ts';
import { formatBytes } from '#cli/output/text/format.ts';
import type { Check, CheckResult } from '../check.ts';
import { runInTurn } from '../check.ts';
import type { Bounds } from '../target.ts';
import { checkExposure } from './check-exposure.ts';
import { findMissingRights } from './check-rights.ts';
import {
  checkClock,
  checkImages,
  checkNetworkPolicies,
  checkPodSecurity,
  checkStorageClasses,
  checkTools,
} from './cluster-checks.ts';
import { askCapacity } from './deploy/capacity.ts';
import { desiredStages } from './deploy/desired.ts';
import type { Kubernetes } from './kubernetes.ts';

/** Lowest version of the API server that has every API of the manifests, and aggregated discovery. */
const MIN_MINOR = 30;

/** Checks the cluster, the rights of the user, and everything that the instance needs. Yields one `check` event each. */
export async function* runChecks(kube: Kubernetes, { signal }: Bounds): AsyncGenerator<Event> {
  yield* runInTurn([['tools', checkTools]], signal);
  const checks: Check[] = [
    ['cluster', () => checkCluster(kube, signal)],
    ['rights', () => checkRights(kube, signal)],
    ['storage', () => checkStorageClasses(kube, signal)],
    ['capacity', () => checkRoom(kube, signal)],
    ['pod security', () => checkPodSecurity(kube, signal)],
    ['network policies', () => checkNetworkPolicies(kube, signal)],
    ['clock', () => checkClock(kube, signal)],
    ['images', () => checkImages(kube, signal)],
    ['exposure', () => checkExposure(kube)],
  ];
  yield* runInTurn(checks, signal, 'cluster');
}

async function checkCluster(kube: Kubernetes, signal: AbortSignal): Promise<CheckResult> {
  const { client } = await kube.connect();
  const { context, server } = client.identity;
  const version = await client.request<{ minor: string; gitVersion: string }>('/version', 'Version', {
    signal,
  });
  const message = `context ${context} (${server}), Kubernetes ${version.gitVersion}`;
  if (Number.parseInt(version.minor, 10) >= MIN_MINOR) return { status: 'ok', message, fix: null };
  return {
    status: 'fail',
    message: `${message} is older than 1.${MIN_MINOR}`,
    fix: { text: 'use a newer cluster' },
  };
}

async function checkRights(kube: Kubernetes, signal: AbortSignal): Promise<CheckResult> {
  const { client } = await kube.connect();
  const { namespace } = kube;
  const { needed, optional } = await findMissingRights(client, namespace, signal);
  if (needed.length > 0) {
    return {
      status: 'fail',
      message: `missing: ${needed.join(', ')}`,
      fix: { text: 'ask for the permissions in docs/kubernetes.md, or use another context' },
    };
  }
  if (optional.length > 0)
    return {
      status: 'warn',
      message: `missing: ${optional.join(', ')}`,
      fix: { text: 'ask for these permissions' },
    };
  return { status: 'ok', message: 'the user has all required permissions', fix: null };
}

async function checkRoom(kube: Kubernetes, signal: AbortSignal): Promise<CheckResult> {
  const { client } = await kube.connect();
  const { stages } = await desiredStages(kube, client, signal);
  const { misfits, nodes } = await askCapacity(client, stages, kube.namespace, signal);
  const free = nodes.map(
    ({ name, allocatable, used }) =>
      `${name} ${allocatable.cpu - used.cpu}m, ${formatBytes(allocatable.memory - used.memory)}`,
  );
  if (misfits.length === 0)
    return { status: 'ok', message: `enough capacity; free: ${free.join('; ')}`, fix: null };
  const told = misfits.map(
    ({ owner, surge, reason }) => `${owner}${surge ? ', during an update' : ''}: ${reason}`,
  );
  return {
    status: 'fail',
    message: `not enough capacity: ${told.join('; ')}`,
    fix: misfits[0] === undefined ? null : { text: misfits[0].change },
  };
}
