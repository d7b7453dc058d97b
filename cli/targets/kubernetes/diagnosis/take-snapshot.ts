import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { readSnapshot } from '#cli/kubernetes/diagnosis/observe/read-snapshot.ts';
import { toFault } from '#cli/kubernetes/diagnosis/observe/request-fault.ts';
import type { Snapshot } from '#cli/kubernetes/diagnosis/snapshot.ts';
import { EMPTY_SNAPSHOT } from '#cli/kubernetes/diagnosis/snapshot.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { askAddress } from './ask-address.ts';
import { askPods } from './ask-pods.ts';
import { readCredentialsFacts } from './credentials-facts.ts';
import { readSecretValues, readToken } from './secret-values.ts';

export interface Taken {
  snapshot: Snapshot;
  client: KubeClient | null;
  /** What must not be shown. */
  secrets: readonly string[];
}

/** Everything that is known of the instance at this moment. A cluster that cannot be asked is a fact, not an error. */
export async function takeSnapshot(kube: Kubernetes, signal: AbortSignal): Promise<Taken> {
  const { namespace, clock } = kube;
  let client: KubeClient;
  try {
    client = (await kube.connect()).client;
  } catch (error) {
    const fault = toFault(error);
    if (fault === null) throw error;
    return { snapshot: { ...EMPTY_SNAPSHOT, namespace, now: clock(), fault }, client: null, secrets: [] };
  }
  const known = await readSnapshot(client, { namespace, clock, signal });
  if (known.fault !== null) return { snapshot: known, client: null, secrets: [] };
  const [credentials, answers, address, secrets] = await Promise.all([
    readCredentialsFacts(kube, client, signal).catch(() => null),
    readToken(kube, client, signal).then((token) => askPods(client, known, token, signal)),
    askAddress(known, signal),
    readSecretValues(kube, client, signal),
  ]);
  return { snapshot: { ...known, credentials, answers, address }, client, secrets };
}
