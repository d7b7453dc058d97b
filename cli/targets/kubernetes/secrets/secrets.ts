import { stringify } from 'yaml';
import { UserError } from '#cli/errors.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { CREDENTIALS_NAME } from '../names.ts';
import { newCredentials, readCredentials } from './credentials.ts';

const LOOK_TIMEOUT_MS = 5_000;

/**
 * A Secret with new credentials, as YAML for `kubectl apply -f -`. Refused where there is one already: applied over it,
 * it would shut every service out of its servers. A cluster that cannot be asked is no reason not to print one.
 */
export async function newSecretYaml(kube: Kubernetes, signal: AbortSignal): Promise<string> {
  const { namespace } = kube;
  using limit = startDeadline(LOOK_TIMEOUT_MS, { signal });
  if (await isThere(kube, limit.signal)) {
    throw new UserError(`The Secret ${CREDENTIALS_NAME} already exists in the namespace "${namespace}"`, {
      code: 'credentials_exist',
      hint: { text: 'to use the existing Secret', command: ['deploy'] },
    });
  }
  return stringify(newCredentials(namespace));
}

async function isThere(kube: Kubernetes, signal: AbortSignal): Promise<boolean> {
  try {
    const { client } = await kube.connect();
    return (await readCredentials(client, kube.namespace, signal)) !== null;
  } catch {
    return false;
  }
}
