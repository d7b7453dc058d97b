import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { CredentialsFacts } from '#cli/kubernetes/diagnosis/snapshot.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { CREDENTIALS_NAME } from '../names.ts';
import { readMatch } from '../secrets/ensure-credentials.ts';

/** Whether the credentials still fit the data of the servers. */
export async function readCredentialsFacts(
  kube: Kubernetes,
  client: KubeClient,
  signal: AbortSignal,
): Promise<CredentialsFacts> {
  const { state, keys } = await readMatch(kube, client, signal);
  return { state, keys, secret: CREDENTIALS_NAME };
}
