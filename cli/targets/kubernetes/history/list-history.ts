import type { DeployedRevision } from '#cli/targets/target.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { readHistory } from './history.ts';

/** The deploys that the cluster remembers, the newest first. */
export async function listHistory(kube: Kubernetes, signal: AbortSignal): Promise<DeployedRevision[]> {
  const { client } = await kube.connect();
  const { revisions } = await readHistory(client, kube.namespace, signal);
  return revisions.toReversed().map(({ number, digest: _digest, ...rest }, index) => ({
    revision: number,
    ...rest,
    current: index === 0,
  }));
}
