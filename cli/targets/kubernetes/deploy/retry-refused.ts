import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Condition, KubeObject } from '#cli/kubernetes/objects.ts';
import { conditionOf, describeRef, refOf } from '#cli/kubernetes/objects.ts';
import { knownResource, resourcePath } from '#cli/kubernetes/resources.ts';
import type { View } from '#cli/kubernetes/watch/view.ts';
import type { Awaited } from '#cli/kubernetes/watch/wait.ts';
import { FIELD_MANAGER } from '../names.ts';

const RETRY = 'influscope.io/retried-at';
const CHECK_MS = 250;
const RETRY_MS = 10_000;
const KINDS = new Set(['Deployment', 'StatefulSet']);

interface Workload extends KubeObject {
  spec?: { replicas?: number };
  status?: { replicas?: number; conditions?: Condition[] };
}

interface RetryOptions {
  client: KubeClient;
  view: View;
  awaited: readonly Awaited[];
  clock(): number;
  signal: AbortSignal;
}

/**
 * Makes controllers try again to create pods that the cluster refused. They retry with delays that grow up to 16 minutes, so
 * after a repair a deploy would wait that long. A changed annotation makes them retry immediately: a Deployment copies it to
 * its replica set. Nothing depends on it: what fails here is tried again.
 */
export function retryRefused({ client, view, awaited, clock, signal }: RetryOptions): Disposable {
  const last = new Map<string, number>();
  const check = () => {
    for (const { ref } of awaited.filter(({ ref: { kind } }) => KINDS.has(kind))) {
      const object = view.get(ref) as Workload | undefined;
      const key = describeRef(ref);
      const now = performance.now();
      if (object === undefined || now - (last.get(key) ?? -RETRY_MS) < RETRY_MS) continue;
      if (!isRefused(object, view)) continue;
      last.set(key, now);
      void touch(client, object, new Date(clock()).toISOString(), signal).catch(() => {});
    }
  };
  const timer = setInterval(check, CHECK_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Its controller wants to create a pod, and the cluster refused the last attempt. */
function isRefused(object: KubeObject, view: Pick<View, 'related'>): boolean {
  const { metadata, kind, spec, status } = object as Workload;
  if (metadata.deletionTimestamp !== undefined) return false;
  if (kind === 'Deployment') return conditionOf(status?.conditions, 'ReplicaFailure')?.status === 'True';
  if ((status?.replicas ?? 0) >= (spec?.replicas ?? 1)) return false;
  return view
    .related()
    .events.some(({ reason, involvedObject: { uid } }) => reason === 'FailedCreate' && uid === metadata.uid);
}

async function touch(client: KubeClient, object: KubeObject, at: string, signal: AbortSignal): Promise<void> {
  const ref = refOf(object);
  const resource = knownResource(ref.apiVersion, ref.kind);
  if (resource === undefined) return;
  await client.request(`${resourcePath(resource, ref)}?fieldManager=${FIELD_MANAGER}`, describeRef(ref), {
    method: 'PATCH',
    contentType: 'application/merge-patch+json',
    body: { metadata: { annotations: { [RETRY]: at } } },
    signal,
    once: true,
  });
}
