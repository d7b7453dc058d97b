import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import type { Kubernetes } from '../kubernetes.ts';
import type { History } from './history.ts';
import { addRevision, readHistory } from './history.ts';
import type { Revision } from './revision.ts';
import { describeObjects } from './revision.ts';

/** What a revision is added to, and who adds it. */
export interface RecordBasis {
  history: History;
  by: string;
}

/** While the lock is held, no other command changes it: it can be read before the deploy is done. */
export async function readRecordBasis(
  kube: Kubernetes,
  client: KubeClient,
  signal: AbortSignal,
): Promise<RecordBasis> {
  const [history, by] = await Promise.all([
    readHistory(client, kube.namespace, signal),
    whoAmI(client, signal),
  ]);
  return { history, by };
}

/** Adds a deploy to the history, unless the last one was the same with the same result. */
export async function recordRevision(
  kube: Kubernetes,
  client: KubeClient,
  {
    objects,
    result,
    repeats = null,
    basis,
  }: {
    objects: readonly KubeObject[];
    result: Revision['result'];
    repeats?: number | null;
    /** Default: read now. */
    basis?: RecordBasis;
  },
  signal: AbortSignal,
): Promise<void> {
  const described = describeObjects(objects);
  const history = basis?.history ?? (await readHistory(client, kube.namespace, signal));
  const last = history.revisions.at(-1);
  if (last?.digest === described.digest && last.result === result) return;
  const at = new Date(kube.clock()).toISOString();
  const by = basis?.by ?? (await whoAmI(client, signal));
  const version = readVersion(kube.manifests);
  await addRevision(
    client,
    kube.namespace,
    history,
    { at, by, version, result, repeats, ...described, objects },
    signal,
  );
}

function readVersion(manifests: string): string {
  const path = join(dirname(manifests), 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

/** `CLUSTER_USER (MACHINE_USER)`: many people share the user of a kubeconfig. */
async function whoAmI(client: KubeClient, signal: AbortSignal): Promise<string> {
  const own = userInfo().username;
  try {
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const { status } = await client.request<{ status: { userInfo?: { username?: string } } }>(
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      'User',
      { method: 'POST', body: review, signal },
    );
    return status.userInfo?.username === undefined ? own : `${status.userInfo.username} (${own})`;
  } catch {
    signal.throwIfAborted();
    return own;
  }
}
