import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { credential, readCredentials } from '../secrets/credentials.ts';

/** Names of users are no secrets, and as words they occur everywhere. */
const SECRET_KEY = /password|secret|token|key|cookie|previous/;

/** The secret values of the instance, to take them out of texts; `[]` if they cannot be read. */
export async function readSecretValues(
  { namespace }: Kubernetes,
  client: KubeClient,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    const secret = await readCredentials(client, namespace, signal);
    if (secret === null) return [];
    return Object.keys(secret.data ?? {})
      .filter((key) => SECRET_KEY.test(key))
      .flatMap((key) => [credential(secret, key) ?? '', secret.data?.[key] ?? ''])
      .filter((value) => value !== '');
  } catch {
    signal.throwIfAborted();
    return [];
  }
}

/** The token of the admin surface; `null` if it cannot be read. */
export async function readToken(
  { namespace }: Kubernetes,
  client: KubeClient,
  signal: AbortSignal,
): Promise<string | null> {
  const secret = await readCredentials(client, namespace, signal).catch(() => null);
  return secret && credential(secret, 'admin-token');
}
