import { maskDeep } from '#cli/output/text/mask-deep.ts';
import type { DeployedRevision } from '#cli/targets/target.ts';
import { readSecretValues } from '../diagnosis/secret-values.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { readHistory } from './history.ts';

/** The deploys that the cluster remembers, the newest first. Secrets in settings, as in the user part of a URL, are masked. */
export async function listHistory(kube: Kubernetes, signal: AbortSignal): Promise<DeployedRevision[]> {
  const { client } = await kube.connect();
  const { revisions } = await readHistory(client, kube.namespace, signal);
  const secrets = await readSecretValues(kube, client, signal);
  return revisions.toReversed().map(({ number, digest: _digest, ...rest }, index) => ({
    revision: number,
    ...rest,
    settings: maskDeep(rest.settings, secrets),
    current: index === 0,
  }));
}
