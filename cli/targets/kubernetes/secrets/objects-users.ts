import { OperationError } from '#cli/errors.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { openForward } from '#cli/kubernetes/client/port-forward.ts';
import { askMinio } from '#lib/minio/minio-admin.ts';
import { findPod } from '../endpoint.ts';
import type { Kubernetes } from '../kubernetes.ts';
import type { SecretObject } from './credentials.ts';
import { credential } from './credentials.ts';

const REGION = 'us-east-1';

/** Removes a user of the object store, as its administrator. One that does not exist counts as removed. */
export async function removeObjectsUser(
  kube: Kubernetes,
  client: KubeClient,
  secret: SecretObject,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const where = () => findPod(kube, 'minio', 'http');
  const forward = await openForward(client.config, { namespace: kube.namespace, where });
  try {
    const server = {
      endpoint: `http://127.0.0.1:${forward.port}`,
      region: REGION,
      accessKeyId: credential(secret, 'objects-access-key') ?? '',
      secretAccessKey: credential(secret, 'objects-secret-key') ?? '',
    };
    const request = { method: 'DELETE', operation: 'remove-user', query: { accessKey: name } } as const;
    const { status } = await askMinio(server, request, signal);
    if (status < 300 || status === 404) return;
    throw new OperationError(`The object store did not remove the user ${name} [status=${status}]`, {
      code: 'objects_user_failed',
      hint: { text: 'repeat the command; for more detail, see the logs', command: ['logs'] },
    });
  } finally {
    forward.close();
  }
}
