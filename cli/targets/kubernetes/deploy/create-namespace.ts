import { NotReadyError } from '#cli/errors.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { isStatus } from '#cli/kubernetes/client/errors.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { describeRef, refOf } from '#cli/kubernetes/objects.ts';
import { RESOURCES, resourcePath } from '#cli/kubernetes/resources.ts';
import { CREATED_BY, FIELD_MANAGER, PRODUCT } from '../names.ts';
import { describeHolders } from '../teardown/remove-namespace.ts';

/** Creates the namespace unless it exists. The mark says that `down` may delete it; one that was found gets no mark. */
export async function createNamespace(client: KubeClient, name: string, signal: AbortSignal): Promise<void> {
  const { apiVersion, kind } = RESOURCES.namespace;
  const query = new URLSearchParams({ fieldManager: FIELD_MANAGER });
  try {
    await client.request(`${resourcePath(RESOURCES.namespace)}?${query}`, `Namespace/${name}`, {
      method: 'POST',
      body: { apiVersion, kind, metadata: { name, annotations: { [CREATED_BY]: PRODUCT } } },
      signal,
    });
  } catch (error) {
    if (!isStatus(error, 409)) throw error;
  }
}

/** Nothing can be created in a namespace that is being deleted. Throws a `NotReadyError` that names what holds it. */
export async function refuseTerminating(
  client: KubeClient,
  space: KubeObject | null,
  signal: AbortSignal,
): Promise<void> {
  if (space?.metadata.deletionTimestamp === undefined) return;
  const { name } = space.metadata;
  const holders = await describeHolders(client, name, signal);
  const waits = holders.length > 0 ? `. It is waiting for ${holders.join(', ')}` : '';
  throw new NotReadyError(`The namespace "${name}" is being deleted${waits}`, {
    code: 'namespace_terminating',
    hint: { text: 'wait until it is deleted', command: ['down'] },
    laggards: [describeRef(refOf(space)), ...holders],
  });
}
