import type { Event } from '#cli/output/events/events.ts';
import { formatBytes } from '#cli/output/text/format.ts';
import type { Check, CheckResult } from '../check.ts';
import { runInTurn } from '../check.ts';
import type { Bounds } from '../target.ts';
import { askCapacity } from './deploy/capacity.ts';
import { desiredStages } from './deploy/desired.ts';
import type { Kubernetes } from './kubernetes-target.ts';

/** Lowest version of the API server that knows all the manifests use. */
const LEAST_MINOR = 30;

/** Whether the cluster can be reached, may be written to, and takes the platform; one `check` event each. */
export async function* runChecks(kube: Kubernetes, { signal }: Bounds): AsyncGenerator<Event> {
  const checks: Check[] = [
    ['cluster', () => checkCluster(kube, signal)],
    ['rights', () => checkRights(kube, signal)],
    ['storage', () => checkStorage(kube, signal)],
    ['capacity', () => checkRoom(kube, signal)],
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
  if (Number.parseInt(version.minor, 10) >= LEAST_MINOR) return { status: 'ok', message, fix: null };
  return { status: 'fail', message: `${message} is older than 1.${LEAST_MINOR}`, fix: 'use a newer cluster' };
}

async function checkRights(kube: Kubernetes, signal: AbortSignal): Promise<CheckResult> {
  const { client } = await kube.connect();
  const { namespace } = kube;
  const wanted = [
    { verb: 'create', resource: 'namespaces' },
    { verb: 'create', resource: 'secrets', namespace },
    { verb: 'patch', resource: 'deployments', group: 'apps', namespace },
    { verb: 'delete', resource: 'persistentvolumeclaims', namespace },
    { verb: 'create', resource: 'pods', subresource: 'portforward', namespace },
  ];
  const answers = await Promise.all(
    wanted.map(async (resourceAttributes) => {
      const { status } = await client.request<{ status: { allowed: boolean } }>(
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        'Rights',
        {
          method: 'POST',
          body: {
            apiVersion: 'authorization.k8s.io/v1',
            kind: 'SelfSubjectAccessReview',
            spec: { resourceAttributes },
          },
          signal,
        },
      );
      return status.allowed ? [] : [`${resourceAttributes.verb} ${resourceAttributes.resource}`];
    }),
  );
  const missing = answers.flat();
  if (missing.length === 0) return { status: 'ok', message: 'all that is needed', fix: null };
  return {
    status: 'fail',
    message: `may not ${missing.join(', ')}`,
    fix: 'ask for these rights, or use another context',
  };
}

async function checkStorage(kube: Kubernetes, signal: AbortSignal): Promise<CheckResult> {
  const { client } = await kube.connect();
  const { substitute } = await desiredStages(kube, client, signal);
  const message =
    substitute === null ? 'volumes can be made' : `volumes are of the default class, ${substitute}`;
  return { status: 'ok', message, fix: null };
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
    return { status: 'ok', message: `it fits; left are ${free.join('; ')}`, fix: null };
  const told = misfits.map(
    ({ owner, surge, reason }) => `${owner}${surge ? ', while it is updated' : ''}: ${reason}`,
  );
  return { status: 'fail', message: `does not fit: ${told.join('; ')}`, fix: misfits[0]?.change ?? null };
}
